import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { smtpClient } from './clients.ts';
import { runRefusedServer, spawnMailServer } from './process.ts';

describe('the mail server as a process', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'samovar-mail-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  test.each(['SIGTERM', 'SIGINT'] as const)('ends in order on %s, with clients connected', async (signal) => {
    const server = await spawnMailServer('--data', directory);
    await server.control.addMailbox({ address: 'anna@one.test', password: 'secret' });
    const client = smtpClient(server.ports.smtp, { user: 'anna@one.test', pass: 'secret' });
    await client.verify();
    expect(await server.end(signal)).toBe(0);
    client.close();
  });

  test('keeps nothing with --memory', async () => {
    const server = await spawnMailServer('--memory');
    expect(server.ca).toMatch(/^-----BEGIN CERTIFICATE-----/);
    await server.control.addMailbox({ address: 'anna@one.test', password: 'secret' });
    await server.control.deliver('anna@one.test', 'Subject: one\n\nText\n');
    expect(await server.control.readMessages('anna@one.test')).toHaveLength(1);
    expect(await server.end('SIGTERM')).toBe(0);
    expect(await readdir(directory)).toEqual([]);
  });

  test('takes the ports that it is given', async () => {
    const free = await spawnMailServer('--memory');
    const { smtp } = free.ports;
    await free.end('SIGTERM');
    const server = await spawnMailServer('--memory', '--smtp-port', String(smtp));
    expect(server.ports.smtp).toBe(smtp);
    await server.end('SIGTERM');
  });

  test('says which port is in use, and how to choose another', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    const port = (blocker.address() as { port: number }).port;
    const { status, message } = await runRefusedServer('--data', directory, '--imap-port', String(port));
    blocker.close();
    expect(status).toBe(1);
    expect(message).toBe(
      `The mail server can't listen on 127.0.0.1, port ${port} (imap): it is in use by another program.\n` +
        'Fix: end that program, or choose another port with --imap-port.\n',
    );
  });

  test('refuses a data directory that another one works on, and leaves that one alone', async () => {
    const server = await spawnMailServer('--data', directory);
    const { status, message } = await runRefusedServer('--data', directory);
    expect(status).toBe(1);
    expect(message).toContain(`port ${server.ports.control} (control): it is in use`);
    await server.control.addMailbox({ address: 'anna@one.test', password: 'secret' });
    await server.end('SIGTERM');
  });

  test.each([
    [[], 'give either --data DIR or --memory'],
    [['--data', 'somewhere', '--memory'], 'give either --data DIR or --memory'],
    [['--memory', '--smtp-port', '70000'], '--smtp-port is 70000'],
    [['--memory', '--verbose'], "Unknown option '--verbose'"],
  ])('refuses the arguments %j', async (args, sentence) => {
    const { status, message } = await runRefusedServer(...args);
    expect(status).toBe(1);
    expect(message).toContain(sentence);
    expect(message).not.toContain('    at ');
  });
});
