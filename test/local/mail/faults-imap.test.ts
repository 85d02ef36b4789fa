import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { nextEvent, withImap } from './clients.ts';
import { boris, startTestMail, type TestMail } from './server.ts';

let mail: TestMail;

beforeAll(async () => {
  mail = await startTestMail();
});
afterEach(() => mail.control.removeAllFaults());
afterAll(() => mail.stop());

describe('a fault of IMAP', () => {
  test('refuses one command with the text asked for', async () => {
    const text = '[UNAVAILABLE] mailbox boris@two.test is being moved';
    await mail.fault({
      stage: 'imap',
      match: { mailbox: boris.user, command: 'SELECT' },
      action: { kind: 'no', text },
    });
    await withImap(mail.imap(boris), async (client) => {
      await expect(client.mailboxOpen('INBOX')).rejects.toMatchObject({
        responseStatus: 'NO',
        serverResponseCode: 'UNAVAILABLE',
      });
      expect((await client.list()).length).toBeGreaterThan(0);
    });
  });

  test('refuses a login, whichever way the client logs in', async () => {
    const text = '[AUTHENTICATIONFAILED] application password required';
    await mail.fault({ stage: 'imap', match: { command: 'login' }, action: { kind: 'no', text } });
    await expect(withImap(mail.imap(boris), async () => undefined)).rejects.toMatchObject({
      authenticationFailed: true,
    });
    expect((await mail.control.entries('login-failed')).at(-1)).toMatchObject({
      protocol: 'imap',
      user: boris.user,
    });
  });

  test.each(['FETCH', 'MOVE', 'APPEND', 'IDLE', 'SEARCH', 'STORE'])(
    'cuts the connection at %s',
    async (command) => {
      await mail.send();
      await mail.fault({ stage: 'imap', match: { command }, action: { kind: 'drop' } });
      await withImap(mail.imap(boris), async (client) => {
        await client.mailboxOpen('INBOX');
        const closed = nextEvent(client, 'close');
        const attempt = {
          FETCH: () => client.fetchOne('1', { flags: true }),
          MOVE: () => client.messageMove('1', 'Junk'),
          APPEND: () => client.append('Sent', 'Subject: x\r\n\r\n'),
          IDLE: () => client.idle(),
          SEARCH: () => client.search({ seen: true }),
          STORE: () => client.messageFlagsAdd('1', ['\\Seen']),
        }[command];
        await Promise.allSettled([attempt?.()]);
        await closed;
      });
      expect((await mail.control.entries('dropped')).at(-1)).toMatchObject({
        phase: 'imap',
        user: boris.user,
      });
    },
  );

  test('holds one command back and lets the client go on afterwards', async () => {
    await mail.fault({
      stage: 'imap',
      match: { command: 'STATUS' },
      times: 1,
      action: { kind: 'delay', delayMs: 50 },
    });
    await withImap(mail.imap(boris), async (client) => {
      expect(await client.status('INBOX', { messages: true })).toMatchObject({ path: 'INBOX' });
    });
    expect((await mail.control.entries('held')).at(-1)).toMatchObject({ phase: 'imap', user: boris.user });
  });

  test('turns new connections away with a word', async () => {
    const text = 'Too many connections';
    await mail.fault({
      stage: 'connect',
      match: { protocol: 'imap' },
      action: { kind: 'reply', code: 421, text },
    });
    await expect(withImap(mail.imap(boris), async () => undefined)).rejects.toThrow();
  });

  test('holds a command back for as long as the rule says, then cuts the connection', async () => {
    await mail.fault({ stage: 'imap', match: { command: 'STATUS' }, action: { kind: 'hang', maxMs: 50 } });
    await withImap(mail.imap(boris), async (client) => {
      const closed = nextEvent(client, 'close');
      await Promise.allSettled([client.status('INBOX', { messages: true })]);
      await closed;
    });
  });
});
