/** A mail server in the test's own process with two mailboxes on two domains, and its real clients. */
import type { SMTPTransportOptions } from 'nodemailer';
import {
  connectMailControl,
  type FaultRuleInput,
  type MailControl,
  type MailServer,
  startMailServer,
} from '../../../local/mail/index.ts';
import { type Account, imapClient, smtpClient } from './clients.ts';

export const anna: Account = { user: 'anna@one.test', pass: 'anna-secret' };
export const boris: Account = { user: 'boris@two.test', pass: 'boris-secret' };

export interface TestMail {
  server: MailServer;
  control: MailControl;
  /** A fresh IMAP client of a mailbox. */
  imap(account: Account): ReturnType<typeof imapClient>;
  /** Sends a message from Anna to Boris over a connection of its own. */
  send(message?: Letter): ReturnType<typeof sendLetter>;
  /** Adds the fault rule `test`. */
  fault(rule: RuleOf<FaultRuleInput>): ReturnType<MailControl['addFault']>;
  /** How many messages of Boris's folder have this Message-ID. */
  copiesIn(folder: string, messageId: string): Promise<number>;
  stop(): Promise<void>;
}

/** A rule without its id, of each stage. */
type RuleOf<Rule> = Rule extends unknown ? Omit<Rule, 'id'> : never;

export interface Letter {
  messageId?: string;
  to?: string | string[];
  subject?: string;
  text?: string;
  transport?: SMTPTransportOptions;
}

export async function startTestMail(): Promise<TestMail> {
  const server = await startMailServer();
  const control = connectMailControl(server.ports.control);
  for (const { user, pass } of [anna, boris]) {
    await control.addMailbox({ address: user, password: pass, token: `token-of-${user}` });
  }
  return {
    server,
    control,
    imap: (account) => imapClient(server.ports.imap, account),
    send: (message = {}) => sendLetter(server.ports.smtp, message),
    fault: (rule) => control.addFault({ id: 'test', ...rule }),
    copiesIn: async (folder, messageId) => {
      const messages = await control.readMessages(boris.user, folder);
      return messages.filter((message) => message.messageId === messageId).length;
    },
    stop: () => server.stop(),
  };
}

/** Sends a message from Anna, to Boris unless told otherwise; rejects as nodemailer does. */
export async function sendLetter(port: number, { transport, ...letter }: Letter) {
  const client = smtpClient(port, anna, transport);
  try {
    return await client.sendMail({
      from: anna.user,
      to: boris.user,
      subject: 'Hello',
      text: 'Text',
      ...letter,
    });
  } finally {
    client.close();
  }
}

let messageIds = 0;

/** A Message-ID that no other message of this test run has. */
export function freshId(): string {
  messageIds += 1;
  return `<fresh-${messageIds}@one.test>`;
}
