import type { MailboxLogin, NewMailbox } from '../store/mailboxes.ts';
import type { MailboxPresets } from './context.ts';
import { findPreset } from './mailbox-settings.ts';
import { InputError } from './problem.ts';
import type { CreateMailboxRequest, Login } from './schemas/mailboxes.ts';

/** A request as the store takes it: what it leaves out comes from the preset. Examined before: examine-mailbox.ts. */
export function newMailbox(request: CreateMailboxRequest, presets: MailboxPresets): NewMailbox {
  const { smtp, imap, login, warmup, ...given } = request;
  const preset = findPreset(presets, request.preset);
  const servers = { smtp: smtp ?? preset?.smtp, imap: imap ?? preset?.imap };
  if (!servers.smtp || !servers.imap) throw new InputError([]);
  return {
    ...given,
    smtp: servers.smtp,
    imap: servers.imap,
    login: newLogin(login, request.address),
    warmup: warmup?.optIn ? { ...warmup, riskAccepted: warmup.riskAccepted ?? null } : null,
  };
}

/** A login as the store takes it; without a user name it is the address's. */
export function newLogin(login: Login, address: string): MailboxLogin {
  return {
    kind: login.kind,
    username: login.username ?? address,
    secret: login.kind === 'password' ? login.password : login.accessToken,
  };
}
