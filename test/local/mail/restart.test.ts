import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { imapClient, pooledSmtpClient, withImap } from './clients.ts';
import { type ServerProcess, spawnMailServer } from './process.ts';

const anna = { user: 'anna@one.test', pass: 'anna-secret' };
const boris = { user: 'boris@two.test', pass: 'boris-secret' };

describe('a mail server that is killed', () => {
  let directory: string;
  let server: ServerProcess;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'samovar-mail-'));
    server = await spawnMailServer('--data', directory);
    for (const { user, pass } of [anna, boris])
      await server.control.addMailbox({ address: user, password: pass });
  });

  afterEach(async () => {
    await server.end('SIGKILL');
    await rm(directory, { recursive: true });
  });

  async function restart(): Promise<void> {
    await server.end('SIGKILL');
    server = await spawnMailServer('--data', directory);
  }

  test('keeps every message that it answered 250 for, with its flags and folders', async () => {
    const transport = pooledSmtpClient(server.ports.smtp, anna);
    for (let number = 1; number <= 20; number++) {
      const messageId = `<m${number}@one.test>`;
      await transport.sendMail({ from: anna.user, to: boris.user, subject: 'Kept', text: 'Text', messageId });
    }
    transport.close();
    await withImap(imapClient(server.ports.imap, boris), async (client) => {
      await client.mailboxCreate('Warm-up');
      await client.mailboxOpen('INBOX');
      await client.messageFlagsAdd('1:5', ['\\Seen', '$NotJunk']);
      await client.messageMove('1:3', 'Warm-up');
    });

    await restart();

    const moved = await server.control.readMessages(boris.user, 'Warm-up');
    expect(moved.map((message) => [message.uid, message.messageId, message.flags])).toEqual([
      [1, '<m1@one.test>', ['\\Seen', '$NotJunk']],
      [2, '<m2@one.test>', ['\\Seen', '$NotJunk']],
      [3, '<m3@one.test>', ['\\Seen', '$NotJunk']],
    ]);
    const left = await server.control.readMessages(boris.user);
    expect(left.map((message) => message.uid)).toEqual(Array.from({ length: 17 }, (_, index) => index + 4));
    expect(left[0]?.raw.toString()).toContain('Subject: Kept');
  });

  test('comes back on the same ports with the same certificate', async () => {
    const { ports, ca } = server;
    await restart();
    expect(server.ports).toEqual(ports);
    expect(server.ca).toEqual(ca);
  });
});
