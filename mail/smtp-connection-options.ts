import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { MailAuth, SmtpEndpoint } from './endpoint.ts';
import type { SmtpTimeouts } from './smtp-timeouts.ts';

type Logger = NonNullable<SMTPConnection.Options['logger']>;
type XOAuth2Step = NonNullable<SMTPConnection.Options['customAuth']>[string];

/** Not `XOAUTH2`: without a token generator of nodemailer's own it takes that name for "any method", and sends PLAIN. */
const tokenMethod = 'GIVEN-TOKEN';

/** How nodemailer is to connect. Its own timers are only back-stops; ours are in `SubmissionProgress`. */
export function connectionOptions(
  endpoint: SmtpEndpoint,
  timeouts: SmtpTimeouts,
  logger: Logger,
): SMTPConnection.Options {
  const { host, port, security, auth, ca } = endpoint;
  return {
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    tls: { ca, minVersion: 'TLSv1.2' },
    // The mailbox's own domain: it tells nothing about the worker, and stays the same whichever worker sends.
    name: auth.user.split('@')[1] ?? 'localhost',
    logger,
    transactionLog: true,
    customAuth: { [tokenMethod]: xoauth2 },
    connectionTimeout: timeouts.allMs,
    greetingTimeout: timeouts.allMs,
    dnsTimeout: timeouts.connectMs,
    socketTimeout: timeouts.allMs,
    // Closing means closing: a half-open socket could still carry the rest of a message.
    socketCloseTimeout: 0,
  };
}

/** What nodemailer's `login` is given. */
export function loginOptions(auth: MailAuth): SMTPConnection.AuthenticationType {
  return 'accessToken' in auth
    ? { method: tokenMethod, user: auth.user, pass: auth.accessToken }
    : { user: auth.user, pass: auth.password };
}

/**
 * SASL XOAUTH2 with one given token. nodemailer's own wants to renew the token by itself after a refusal, and
 * loses the server's reply code then.
 * Source: developers.google.com/workspace/gmail/imap/xoauth2-protocol, "SMTP protocol exchange".
 */
const xoauth2: XOAuth2Step = async (login) => {
  const { user, pass } = login.auth.credentials;
  const token = Buffer.from(`user=${user}\x01auth=Bearer ${pass}\x01\x01`).toString('base64');
  let reply = await login.sendCommand(`AUTH XOAUTH2 ${token}`);
  // 334 carries the reason as JSON; only after an empty answer comes the real reply.
  if (reply.status === 334) reply = await login.sendCommand('');
  if (reply.status !== 235) login.reject('Invalid login');
};
