import { afterAll, afterEach, beforeAll } from 'vitest';
import type { MailEndpoint, Security } from '../../mail/endpoint.ts';
import {
  connectMailControl,
  startMailServer,
  type MailControl,
  type MailServer,
} from '../../local/mail/index.ts';
import { letter } from './letters.ts';

export interface MailWorld {
  server: MailServer;
  control: MailControl;
  /** A new mailbox, of which the test is the only user. */
  mailbox(options?: { filesSentMail?: boolean }): Promise<TestMailbox>;
}

export interface TestMailbox {
  address: string;
  smtp: MailEndpoint;
  imap: MailEndpoint;
  /** Puts a letter into a folder, INBOX unless told otherwise. */
  deliver(
    folder?: string,
    headers?: Record<string, string>,
  ): Promise<{ id: string; uid: number; raw: string }>;
  /** What the server holds in a folder: flags by UID. */
  flags(folder?: string): Promise<Record<number, string[]>>;
}

const password = 'correct horse';
export const token = 'access-token';

/** The local mail server for the tests of one file; faults end with the test that asked for them. */
export function mailWorld(): MailWorld {
  const world: Partial<MailWorld> = {};
  let count = 0;
  beforeAll(async () => {
    const server = await startMailServer();
    const control = connectMailControl(server.ports.control);
    const mailbox = async (options: { filesSentMail?: boolean } = {}) => {
      count += 1;
      const address = `person${count}@one.test`;
      await control.addMailbox({ address, password, token, options });
      const endpoint = (port: number): MailEndpoint => ({
        host: server.host,
        port,
        security: 'none',
        auth: { user: address, password },
        ca: server.ca,
      });
      return {
        address,
        smtp: endpoint(server.ports.smtp),
        imap: endpoint(server.ports.imap),
        deliver: async (folder = 'INBOX', headers?: Record<string, string>) => {
          const { id, raw } = letter(headers);
          const { uid } = await control.deliver(address, raw, { folder });
          return { id, uid, raw };
        },
        flags: async (folder = 'INBOX') => {
          const messages = await control.readMessages(address, folder);
          return Object.fromEntries(messages.map(({ uid, flags }) => [uid, [...flags].sort()]));
        },
      };
    };
    Object.assign(world, { server, control, mailbox });
  });
  afterEach(() => world.control?.removeAllFaults());
  afterAll(() => world.server?.stop());
  return world as MailWorld;
}

/** The ways to connect to the server's SMTP or IMAP. */
export function overEach(
  endpoint: MailEndpoint,
  { plain, secure }: { plain: number; secure: number },
): [Security, MailEndpoint][] {
  return [
    ['none', { ...endpoint, security: 'none', port: plain }],
    ['starttls', { ...endpoint, security: 'starttls', port: plain }],
    ['tls', { ...endpoint, security: 'tls', port: secure }],
  ];
}
