import type { Selectable } from 'kysely';
import type { MailEndpoint } from '../mail/endpoint.ts';
import type { Mailbox } from '../store/database.ts';
import type { Dependencies } from './dependencies.ts';

/** Where and as whom a mailbox submits and reads. Holds its secret, unsealed: for the connection only. */
export function endpointsOf(
  { keyring, mailAuthority }: Pick<Dependencies, 'keyring' | 'mailAuthority'>,
  mailbox: Selectable<Mailbox>,
): { smtp: MailEndpoint; imap: MailEndpoint } {
  const secret = keyring.open(mailbox.sealedSecret, {
    tenantId: mailbox.tenantId,
    rowId: mailbox.id,
    column: 'mailbox.sealed_secret',
  });
  const auth =
    mailbox.authKind === 'xoauth2'
      ? { user: mailbox.username, accessToken: secret }
      : { user: mailbox.username, password: secret };
  const shared = { auth, ...(mailAuthority === undefined ? {} : { ca: mailAuthority }) };
  return {
    smtp: { host: mailbox.smtpHost, port: mailbox.smtpPort, security: mailbox.smtpSecurity, ...shared },
    imap: { host: mailbox.imapHost, port: mailbox.imapPort, security: mailbox.imapSecurity, ...shared },
  };
}
