import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createCertificate, loadCertificate } from '../../../local/mail/certificate.ts';

describe('the certificate', () => {
  test.each(['127.0.0.1', '::1', '2001:db8::7:1', 'mail.example.test'])(
    'covers %s, and the loopback',
    (host) => {
      const certificate = new X509Certificate(createCertificate(host).certificate);
      expect(certificate.checkHost('localhost')).toBe('localhost');
      expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
      expect(
        host.includes(':')
          ? certificate.checkIP(host)
          : (certificate.checkHost(host) ?? certificate.checkIP(host)),
      ).toBe(host);
      expect(certificate.ca).toBe(true);
      expect(certificate.verify(certificate.publicKey)).toBe(true);
    },
  );

  test('stays the same, until it is for another host or damaged', () => {
    const directory = mkdtempSync(join(tmpdir(), 'samovar-certificate-'));
    const first = loadCertificate(directory, '127.0.0.1');
    expect(loadCertificate(directory, '127.0.0.1')).toEqual(first);
    const other = loadCertificate(directory, 'mail.example.test');
    expect(other).not.toEqual(first);
    writeFileSync(join(directory, 'ca.pem'), 'torn');
    expect(loadCertificate(directory, '127.0.0.1').certificate).toMatch(/^-----BEGIN CERTIFICATE-----/);
    rmSync(directory, { recursive: true });
  });
});
