import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { imapClient, pooledSmtpClient, withImap } from './clients.ts';
import { type ServerProcess, spawnMailServer } from './process.ts';
import { anna, boris, sendLetter } from './server.ts';

describe('a mail server that is killed', () => {
  let directory: string;
  let server: ServerProcess;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'samovar-mail-'));
    server = await spawnMailServer('--data', directory);
    for (const { user, pass } of [anna, boris]) {
      await server.control.addMailbox({ address: user, password: pass, token: 'token' });
    }
  });

  afterEach(async () => {
    await server.end('SIGKILL');
    await rm(directory, { recursive: true });
  });

  async function restart(): Promise<void> {
    await server.end('SIGKILL');
    server = await spawnMailServer('--data', directory);
  }

  const deliver = (subject: string) => server.control.deliver(boris.user, `Subject: ${subject}\n\nText\n`);
  const subjects = async (folder = 'INBOX') =>
    (await server.control.readMessages(boris.user, folder)).map(({ uid, headers }) => [
      uid,
      headers['subject'],
    ]);

  test('keeps every message that it answered 250 for, once, and its log tells of exactly these', async () => {
    const transport = pooledSmtpClient(server.ports.smtp, anna, 5);
    const accepted: string[] = [];
    const attempts = Array.from({ length: 400 }, async (_, number) => {
      const messageId = `<burst-${number}@one.test>`;
      const letter = { from: anna.user, to: boris.user, subject: 'Burst', text: 'Text', messageId };
      await transport.sendMail(letter).then(
        () => accepted.push(messageId),
        () => undefined,
      );
    });
    await server.control.waitForEntries('delivered', 40);
    await restart();
    transport.close();
    await Promise.all(attempts);

    const messages = await server.control.readMessages(boris.user);
    const stored = messages.map(({ messageId }) => messageId);
    expect(new Set(stored).size).toBe(stored.length);
    expect(stored).toEqual(expect.arrayContaining(accepted));
    expect(accepted.length).toBeGreaterThan(0);
    expect(accepted.length).toBeLessThan(400);
    for (const event of ['accepted', 'delivered'] as const) {
      const told = (await server.control.entries(event)).map(({ messageId }) => messageId);
      expect(told.sort()).toEqual([...stored].sort());
    }
  });

  test('keeps flags, folders, deletions and the numbers of messages', async () => {
    for (const subject of ['one', 'two', 'three', 'four']) await deliver(subject);
    await withImap(imapClient(server.ports.imap, boris), async (client) => {
      await client.mailboxCreate('Warm-up');
      await client.mailboxOpen('INBOX');
      await client.messageFlagsAdd('1', ['\\Seen', '$NotJunk']);
      await client.messageMove('1', 'Warm-up');
      await client.messageDelete('4', { uid: true });
      await client.append('Sent', 'Subject: sent\r\n\r\nText', ['\\Seen']);
    });
    const folders = (await server.control.readMailbox(boris.user)).folders;

    await restart();

    expect((await server.control.readMailbox(boris.user)).folders).toEqual(folders);
    expect(await subjects()).toEqual([
      [2, 'two'],
      [3, 'three'],
    ]);
    expect(await subjects('Sent')).toEqual([[1, 'sent']]);
    expect(await server.control.readMessages(boris.user, 'Warm-up')).toMatchObject([
      { uid: 1, flags: ['\\Seen', '$NotJunk'], headers: { subject: 'one' } },
    ]);
    await restart();
    await deliver('five');
    expect((await subjects()).at(-1)).toEqual([5, 'five']);
  });

  test('keeps mailboxes, passwords and tokens as they were changed', async () => {
    await server.control.changeMailbox(boris.user, { password: 'new', options: { filesSentMail: true } });
    await server.control.removeMailbox(anna.user);
    await restart();
    const mailboxes = await server.control.listMailboxes();
    expect(mailboxes).toMatchObject([{ address: boris.user, options: { filesSentMail: true } }]);
    for (const auth of [
      { ...boris, pass: 'new' },
      { user: boris.user, accessToken: 'token' },
    ]) {
      const client = imapClient(server.ports.imap, auth);
      await withImap(client, async () => expect(client.authenticated).toBe(true));
    }
  });

  test('brings deliveries and reports that were still to come', async () => {
    const later = { kind: 'delay', delayMs: 1_500 } as const;
    const report = { kind: 'dsn', text: 'No such user', delayMs: 1_500 } as const;
    await server.control.addFault({
      id: 'later',
      stage: 'place',
      match: { messageId: '<later@one.test>' },
      action: later,
    });
    await server.control.addFault({
      id: 'report',
      stage: 'place',
      match: { messageId: '<bad@one.test>' },
      action: report,
    });
    for (const messageId of ['<later@one.test>', '<bad@one.test>']) {
      await sendLetter(server.ports.smtp, { messageId });
    }
    await restart();
    await server.control.waitForEntries('delivered', 2);
    expect(await server.control.readMessages(boris.user)).toMatchObject([{ messageId: '<later@one.test>' }]);
    const [bounce] = await server.control.readMessages(anna.user);
    expect(bounce?.headers['in-reply-to']).toBe('<bad@one.test>');
    await restart();
    expect(await server.control.entries('delivered')).toHaveLength(2);
  });

  test('keeps fault rules, and how often they may still apply', async () => {
    const action = { kind: 'reply', code: 450, text: 'Greylisted' } as const;
    await server.control.addFault({ id: 'greylist', stage: 'rcpt', times: 2, action });
    await expect(sendLetter(server.ports.smtp, {})).rejects.toMatchObject({ responseCode: 450 });
    await restart();
    await expect(sendLetter(server.ports.smtp, {})).rejects.toMatchObject({ responseCode: 450 });
    await restart();
    await sendLetter(server.ports.smtp, {});
  });

  test('starts again after a mailbox was removed while one of its commands was held back', async () => {
    const action = { kind: 'delay', delayMs: 100 } as const;
    await server.control.addFault({ id: 'slow', stage: 'imap', match: { command: 'APPEND' }, action });
    const append = (account: typeof anna) =>
      withImap(imapClient(server.ports.imap, account), (client) =>
        client.append('Sent', 'Subject: late\r\n\r\n'),
      );
    const held = append(boris).catch(() => 'refused');
    await server.control.waitForEntries('held', 1);
    await server.control.removeMailbox(boris.user);
    // Held back later and as long: once this is answered, the first one's time has passed too.
    await append(anna);
    expect(await held).toBe('refused');
    await restart();
    expect(await server.control.listMailboxes()).toMatchObject([{ address: anna.user }]);
  });

  test('comes back on the same ports with the same certificate', async () => {
    const { ports, ca } = server;
    const certificate = await readFile(ca, 'utf8');
    await restart();
    expect(server.ports).toEqual(ports);
    expect(await readFile(server.ca, 'utf8')).toBe(certificate);
  });
});
