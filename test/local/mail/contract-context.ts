/** What the tests of the IMAP contract share: a server, and clients with mail to work on. */
import type { FetchMessageObject, ImapFlow } from 'imapflow';
import { type Account, imapClient, withImap } from './clients.ts';

export interface ContractServer {
  imapPort: number;
  /** Makes a mailbox that nobody else uses, with the special-use folders. */
  newAccount(): Promise<Account>;
  /** Puts a message into a mailbox's INBOX as mail from outside; resolves when it is there. */
  deliver(user: string, raw: string): Promise<void>;
  stop(): Promise<void>;
}

export class ContractContext {
  #server: ContractServer | undefined;

  /** The server, once it has been started. */
  get server(): ContractServer {
    if (!this.#server) throw new Error('The server has not been started.');
    return this.#server;
  }

  async start(start: () => Promise<ContractServer>): Promise<void> {
    this.#server = await start();
  }

  /** Runs `work` with a client of a new mailbox that has INBOX open, which holds these messages. */
  async inInbox<Result>(
    messages: string[],
    work: (client: ImapFlow, account: Account) => Promise<Result>,
  ): Promise<Result> {
    const account = await this.server.newAccount();
    for (const raw of messages) await this.server.deliver(account.user, raw);
    return withImap(imapClient(this.server.imapPort, account), async (client) => {
      await client.mailboxOpen('INBOX');
      return work(client, account);
    });
  }
}

/** A message whose parts, addresses and encodings are worth asking for. */
export function letter(messageId: string, subject = 'Lunch on Friday'): string {
  return [
    'From: "Anna Ångström" <anna@one.test>',
    'To: Boris <boris@two.test>, carla@three.test',
    'Cc: =?utf-8?Q?J=C3=BCrgen?= <juergen@four.test>',
    `Subject: ${subject}`,
    'Date: Fri, 2 Jan 2026 03:04:05 +0000',
    `Message-ID: ${messageId}`,
    'In-Reply-To: <before@two.test>',
    'X-Opaque: token-7',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="outer"',
    '',
    '--outer',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    'Gr=C3=BC=C3=9Fe',
    '--outer',
    'Content-Type: application/pdf; name="menu.pdf"',
    'Content-Disposition: attachment; filename="menu.pdf"',
    'Content-Transfer-Encoding: base64',
    '',
    'bWVudQ==',
    '--outer--',
    '',
  ].join('\r\n');
}

/** The flags of a fetched message; none when there was no message. */
export function flagsOf(message: FetchMessageObject | false | undefined): string[] {
  return message ? [...(message.flags ?? [])] : [];
}
