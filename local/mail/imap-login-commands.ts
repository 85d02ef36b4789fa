/** LOGIN (RFC 3501 section 6.2.3) and AUTHENTICATE with PLAIN (RFC 4616), LOGIN and XOAUTH2, with initial response (RFC 4959). */
import { isSameSecret, oauthRefusal, parseXoauth2 } from './credentials.ts';
import { no, ok } from './imap-answers.ts';
import type { CommandAnswer, ImapCommand } from './imap-commands.ts';
import { capabilities } from './imap-connection-commands.ts';
import type { ImapSession } from './imap-session.ts';
import { ImapSyntaxError } from './imap-values.ts';
import type { Mailbox } from './mailbox.ts';

interface Login {
  user: string;
  isRight: (mailbox: Mailbox) => boolean;
}

export const loginCommands: Record<string, ImapCommand> = {
  LOGIN: {
    state: 'not-authenticated',
    meetsFaultItself: true,
    run: ({ session, args }) => {
      const user = args.utf8();
      const password = args.utf8();
      return logIn(session, { user, isRight: (mailbox) => isSameSecret(mailbox.password, password) });
    },
  },
  AUTHENTICATE: {
    state: 'not-authenticated',
    meetsFaultItself: true,
    run: async ({ session, args }) => {
      const mechanism = args.keyword();
      const initial = args.more ? args.text() : undefined;
      if (mechanism === 'PLAIN') return logIn(session, await plainLogin(session, initial));
      if (mechanism === 'LOGIN') return logIn(session, await plainTextLogin(session));
      if (mechanism === 'XOAUTH2') return oauthLogin(session, initial);
      return no('[CANNOT] unknown mechanism');
    },
  },
};

async function plainLogin(session: ImapSession, initial: string | undefined): Promise<Login> {
  const response = initial ?? (await challenge(session, ''));
  const [, user = '', password = ''] = decode(response).split('\0');
  return { user, isRight: (mailbox) => isSameSecret(mailbox.password, password) };
}

async function plainTextLogin(session: ImapSession): Promise<Login> {
  const user = decode(await challenge(session, 'Username:'));
  const password = decode(await challenge(session, 'Password:'));
  return { user, isRight: (mailbox) => isSameSecret(mailbox.password, password) };
}

/** A refused token is explained in one more challenge, which the client answers with an empty line, as Google does. */
async function oauthLogin(
  session: ImapSession,
  initial: string | undefined,
): Promise<CommandAnswer | undefined> {
  const login = parseXoauth2(decode(initial ?? (await challenge(session, ''))));
  if (!login) throw new ImapSyntaxError('that is no XOAUTH2 response');
  const isRight = (mailbox: Mailbox) => isSameSecret(mailbox.token, login.token);
  const mailbox = session.services.store.mailbox(login.user);
  if (!mailbox || !isRight(mailbox)) await challenge(session, JSON.stringify(oauthRefusal));
  return logIn(session, { user: login.user, isRight });
}

async function logIn(session: ImapSession, { user, isRight }: Login): Promise<CommandAnswer | undefined> {
  const { store } = session.services;
  const refusal = await session.meetFault('LOGIN', user);
  if (refusal === 'gone' || !session.connection.isOpen) return undefined;
  const mailbox = store.mailbox(user);
  const login = { session: session.id, protocol: 'imap', user: user.toLowerCase() } as const;
  if (refusal ?? !(mailbox && isRight(mailbox))) {
    store.record({ event: 'login-failed', ...login });
    return refusal ?? no('[AUTHENTICATIONFAILED] invalid credentials');
  }
  store.record({ event: 'logged-in', ...login });
  session.mailbox = mailbox;
  return ok(`[CAPABILITY ${capabilities(session)}] logged in`);
}

async function challenge(session: ImapSession, text: string): Promise<string> {
  session.write(`+ ${Buffer.from(text).toString('base64')}`);
  return session.connection.readLine();
}

function decode(base64: string): string {
  return Buffer.from(base64, 'base64').toString('utf8');
}
