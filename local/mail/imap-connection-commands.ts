/** Commands about the connection itself (RFC 3501 section 6.1, RFC 2971 ID, RFC 5161 ENABLE, RFC 2177 IDLE). */
import { ok } from './imap-answers.ts';
import type { ImapCommand } from './imap-commands.ts';
import type { ImapSession } from './imap-session.ts';
import { ImapSyntaxError, textOf } from './imap-values.ts';

/** What the server can do for this session right now (RFC 3501 section 6.1.1). */
export function capabilities(session: ImapSession): string {
  const always = 'IMAP4rev1 LITERAL+ ID ENABLE NAMESPACE CHILDREN';
  if (session.mailbox) {
    return `${always} IDLE UIDPLUS MOVE UNSELECT CONDSTORE SPECIAL-USE CREATE-SPECIAL-USE`;
  }
  const login = `${always} SASL-IR AUTH=PLAIN AUTH=LOGIN AUTH=XOAUTH2`;
  return session.connection.secure ? login : `${login} STARTTLS`;
}

export const connectionCommands: Record<string, ImapCommand> = {
  CAPABILITY: {
    state: 'any',
    run: ({ session }) => {
      session.write(`* CAPABILITY ${capabilities(session)}`);
      return ok();
    },
  },
  NOOP: { state: 'any', run: () => ok() },
  LOGOUT: {
    state: 'any',
    run: ({ session, tag }) => {
      session.write('* BYE see you');
      session.write(`${tag} OK logged out`);
      session.connection.end();
      return undefined;
    },
  },
  ID: {
    state: 'any',
    run: ({ session }) => {
      session.write('* ID ("name" "samovar-local-mail")');
      return ok();
    },
  },
  STARTTLS: {
    state: 'not-authenticated',
    run: ({ session, tag }) => {
      if (session.connection.secure) throw new ImapSyntaxError('the connection is secure already');
      session.write(`${tag} OK begin TLS`);
      session.connection.startTls(session.services.secureContext);
      return undefined;
    },
  },
  ENABLE: {
    state: 'authenticated',
    run: ({ session, args }) => {
      const wanted = args.rest().map((value) => textOf(value).toUpperCase());
      const enabled = wanted.filter((extension) => extension === 'CONDSTORE');
      if (enabled.length > 0) session.usesCondstore = true;
      session.write(`* ENABLED ${enabled.join(' ')}`.trimEnd());
      return ok();
    },
  },
  NAMESPACE: {
    state: 'authenticated',
    run: ({ session }) => {
      session.write('* NAMESPACE (("" "/")) NIL NIL');
      return ok();
    },
  },
  IDLE: {
    state: 'authenticated',
    run: async ({ session }) => {
      session.write('+ idling');
      session.tellUpdates(true);
      session.idling = true;
      const line = await session.connection.readLine();
      session.idling = false;
      if (!/^done$/i.test(line)) throw new ImapSyntaxError('DONE is expected');
      return ok('idle ended');
    },
  },
};
