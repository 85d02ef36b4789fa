import { BlockList, isIP } from 'node:net';
import { SamovarError } from '../policy/errors.ts';

/** How a connection is encrypted: `tls` from the first byte, `starttls` before the login, `none` never. */
export type Security = 'tls' | 'starttls' | 'none';

/** Who logs in: with a password (or app password), or by XOAUTH2 with an access token that is still valid. */
export type MailAuth = { user: string; password: string } | { user: string; accessToken: string };

/** A mail server as one mailbox logs in to it. Holds a secret: never to be logged or put into a history. */
export interface MailEndpoint {
  host: string;
  port: number;
  security: Security;
  auth: MailAuth;
  /** PEM of a certificate authority to trust instead of the system's, for servers with a private one. */
  ca?: string;
}

export type SmtpEndpoint = MailEndpoint;
export type ImapEndpoint = MailEndpoint;

/** The loopback networks of RFC 1122 section 3.2.1.3 and RFC 4291 section 2.5.3. */
const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/**
 * Whether a host may be spoken to without TLS: only this machine itself, where nobody is on the wire.
 * Everywhere else `security: 'none'` would show the password to the network, so it is refused.
 */
export function mayUsePlainText(host: string): boolean {
  const family = isIP(host);
  // RFC 6761 section 6.3: localhost and the names below it are always loopback.
  if (family === 0) return /^(?:.+\.)?localhost\.?$/i.test(host);
  return loopback.check(host, family === 6 ? 'ipv6' : 'ipv4');
}

/** @throws {SamovarError} `validation-failed` for an endpoint without TLS on another machine. */
export function requireEncryption({ host, security }: MailEndpoint): void {
  if (security !== 'none' || mayUsePlainText(host)) return;
  throw new SamovarError('validation-failed', 'A mail server on another machine needs TLS.', {
    fieldErrors: { security: ['must be "tls" or "starttls" unless the host is this machine'] },
  });
}
