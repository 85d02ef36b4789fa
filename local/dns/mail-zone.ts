import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import type { ZoneRecordInput } from './zone-record.ts';

export interface DkimKey {
  selector: string;
  /** PKCS #8 in PEM: what a signer takes. */
  privateKey: string;
  /** The key's DER in base64: the `p=` of its record (RFC 6376 section 3.6.1). */
  publicKey: string;
}

export interface MailZoneOptions {
  domain: string;
  dkim: Pick<DkimKey, 'selector' | 'publicKey'>;
  /** Where the domain's mail server listens; default: the loopback address. */
  mailServerAddress?: string;
  /** What receivers are asked to do with mail that fails; default `none`, with which a new domain starts. */
  dmarcPolicy?: 'none' | 'quarantine' | 'reject';
}

/** A new signing key of 2048 bits, the length that RFC 8301 section 3.2 asks of signers. */
export async function generateDkimKey(selector = 'samovar'): Promise<DkimKey> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return { selector, privateKey, publicKey: publicKey.toString('base64') };
}

/** The records of a sending domain as it should be: its server, SPF for that server only, its DKIM key, DMARC with reports. */
export function mailZone({
  domain,
  dkim,
  mailServerAddress = '127.0.0.1',
  dmarcPolicy = 'none',
}: MailZoneOptions): ZoneRecordInput[] {
  const server = `mail.${domain}`;
  return [
    { type: 'NS', name: domain, target: `ns.${domain}` },
    { type: 'A', name: `ns.${domain}`, address: '127.0.0.1' },
    { type: 'MX', name: domain, exchange: server, priority: 10 },
    { type: 'A', name: server, address: mailServerAddress },
    { type: 'TXT', name: domain, text: 'v=spf1 mx -all' },
    {
      type: 'TXT',
      name: `${dkim.selector}._domainkey.${domain}`,
      text: `v=DKIM1; k=rsa; p=${dkim.publicKey}`,
    },
    { type: 'TXT', name: `_dmarc.${domain}`, text: `v=DMARC1; p=${dmarcPolicy}; rua=mailto:dmarc@${domain}` },
  ];
}
