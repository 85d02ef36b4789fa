/**
 * A self-signed certificate (RFC 5280) for the local mail server, usable as its own CA, without openssl: P-256 with SHA-256,
 * for localhost, 127.0.0.1 and the host that the server listens on.
 */
import { createPrivateKey, generateKeyPairSync, randomBytes, sign, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';

export interface CertificatePair {
  /** PEM. Clients that shall trust the server take it as their CA. */
  certificate: string;
  key: string;
}

/** Name of the certificate in the data directory. */
export const certificateFile = 'ca.pem';

const dayMs = 86_400_000;
const validDays = 825;

/** The certificate of a data directory, made at the first start and again when it has run out, is for another host or is damaged. */
export function loadCertificate(directory: string, host: string): CertificatePair {
  const path = join(directory, certificateFile);
  const keyPath = join(directory, 'key.pem');
  if (existsSync(path) && existsSync(keyPath)) {
    const pair = { certificate: readFileSync(path, 'utf8'), key: readFileSync(keyPath, 'utf8') };
    if (isUsable(pair, host)) return pair;
  }
  const pair = createCertificate(host);
  writeFileSync(keyPath, pair.key, { mode: 0o600 });
  writeFileSync(path, pair.certificate);
  return pair;
}

export function createCertificate(host: string): CertificatePair {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const publicKeyInfo = publicKey.export({ type: 'spki', format: 'der' });
  const body = certificateBody(host, publicKeyInfo, Date.now());
  const signature = sign('sha256', body, privateKey);
  // Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue } (RFC 5280 section 4.1)
  const certificate = sequence(body, ecdsaWithSha256, der(tags.bitString, Buffer.of(0), signature));
  return {
    certificate: pem(certificate),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function isUsable({ certificate, key }: CertificatePair, host: string): boolean {
  try {
    const parsed = new X509Certificate(certificate);
    const covered = isIP(host) ? parsed.checkIP(host) : parsed.checkHost(host);
    const lasts = Date.parse(parsed.validTo) > Date.now() + 30 * dayMs;
    return covered !== undefined && lasts && parsed.checkPrivateKey(createPrivateKey(key));
  } catch {
    // One of the files was only partly written when the process died.
    return false;
  }
}

/** TBSCertificate, version 3 (RFC 5280 section 4.1.2). */
function certificateBody(host: string, publicKeyInfo: Buffer, now: number): Buffer {
  const version3 = der(tags.explicit0, der(tags.integer, Buffer.of(2)));
  // The first bit is clear (the number is positive) and the second set (it has no leading zero).
  const serial = randomBytes(12);
  serial[0] = 0x40 | ((serial[0] ?? 0) & 0x3f);
  const commonName = sequence(oid('550403'), der(tags.utf8String, Buffer.from('Samovar local mail')));
  const name = sequence(der(tags.set, commonName));
  const validity = sequence(utcTime(now - dayMs), utcTime(now + validDays * dayMs));
  const extensions = der(tags.explicit3, sequence(alternativeNames(host), isAuthority));
  return sequence(
    version3,
    der(tags.integer, serial),
    ecdsaWithSha256,
    name,
    validity,
    name,
    publicKeyInfo,
    extensions,
  );
}

/** subjectAltName (RFC 5280 section 4.2.1.6): dNSName is [2], iPAddress [7]. */
function alternativeNames(host: string): Buffer {
  const hosts = [...new Set(['localhost', '127.0.0.1', host])];
  const names = hosts.map((entry) => {
    if (isIP(entry) === 4) return der(0x87, Buffer.from(entry.split('.').map(Number)));
    if (isIP(entry) === 6) return der(0x87, ipv6Bytes(entry));
    return der(0x82, Buffer.from(entry));
  });
  return sequence(oid('551d11'), der(tags.octetString, sequence(...names)));
}

function ipv6Bytes(address: string): Buffer {
  const [head = '', tail = ''] = address.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':').map((group) => parseInt(group, 16)));
  const [first, last] = [groups(head), groups(tail)];
  const zeros = new Array<number>(8 - first.length - last.length).fill(0);
  const bytes = Buffer.alloc(16);
  [...first, ...zeros, ...last].forEach((group, index) => bytes.writeUInt16BE(group, index * 2));
  return bytes;
}

const tags = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  sequence: 0x30,
  set: 0x31,
  explicit0: 0xa0,
  explicit3: 0xa3,
};

const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'));
/** basicConstraints: cA TRUE, critical (RFC 5280 section 4.2.1.9). */
const isAuthority = sequence(
  oid('551d13'),
  der(0x01, Buffer.of(0xff)),
  der(tags.octetString, sequence(der(0x01, Buffer.of(0xff)))),
);

/** One value in DER (X.690 section 8.1): tag, length, content. */
function der(tag: number, ...content: Buffer[]): Buffer {
  const bytes = Buffer.concat(content);
  const { length } = bytes;
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), bytes]);
  if (length < 0x100) return Buffer.concat([Buffer.of(tag, 0x81, length), bytes]);
  return Buffer.concat([Buffer.of(tag, 0x82, length >> 8, length & 0xff), bytes]);
}

function sequence(...content: Buffer[]): Buffer {
  return der(tags.sequence, ...content);
}

function oid(hexadecimal: string): Buffer {
  return der(tags.objectIdentifier, Buffer.from(hexadecimal, 'hex'));
}

/** YYMMDDHHMMSSZ, good until 2049 (RFC 5280 section 4.1.2.5.1). */
function utcTime(time: number): Buffer {
  const digits = new Date(time)
    .toISOString()
    .replace(/\.\d+Z$/, '')
    .replace(/\D/g, '');
  return der(tags.utcTime, Buffer.from(`${digits.slice(2)}Z`));
}

function pem(certificate: Buffer): string {
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
