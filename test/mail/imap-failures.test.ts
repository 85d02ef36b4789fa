import { expect, test } from 'vitest';
import type { FaultRuleInput } from '../../local/mail/index.ts';
import { openImapSession, type ImapSession } from '../../mail/imap.ts';
import { letter, withSession } from './letters.ts';
import { mailWorld } from './mail-world.ts';

const world = mailWorld();

test('a wrong password and a wrong token are login failures, and leave no connection behind', async () => {
  const ann = await world.mailbox();
  for (const auth of [
    { user: ann.address, password: 'wrong' },
    { user: ann.address, accessToken: 'wrong' },
  ]) {
    const opening = openImapSession({ ...ann.imap, auth });
    await expect(opening).rejects.toMatchObject({ code: 'mail-login-failed' });
  }
  await expect.poll(async () => (await world.control.status()).imapSessions).toBe(0);
});

const impatient = { connectMs: 300, greetingMs: 300, commandMs: 300 };

type ImapAction = Extract<FaultRuleInput, { stage: 'imap' }>['action'];

const addFault = (command: string, action: ImapAction) =>
  world.control.addFault({ id: command, stage: 'imap', match: { command }, action });

test.each<[string, ImapAction]>([
  ['breaks off', { kind: 'drop' }],
  ['falls silent', { kind: 'hang' }],
  ['is not available', { kind: 'no', text: '[UNAVAILABLE] try later' }],
])('a server that %s at the login says nothing about the password', async (_name, action) => {
  const ann = await world.mailbox();
  await addFault('LOGIN', action);
  await expect(openImapSession(ann.imap, { timeouts: impatient })).rejects.toMatchObject({
    code: 'mail-unreachable',
  });
});

test('an unreachable server, one without a trusted certificate, and plain text to another machine', async () => {
  const { imap } = await world.mailbox();
  const { imaps: port } = world.server.ports;
  await expect(openImapSession({ ...imap, port: 1 })).rejects.toMatchObject({
    code: 'mail-unreachable',
    details: { reason: 'ECONNREFUSED' },
  });
  const untrusted = openImapSession({ ...imap, port, security: 'tls', ca: undefined });
  await expect(untrusted).rejects.toMatchObject({ code: 'mail-unreachable' });
  const elsewhere = openImapSession({ ...imap, host: 'mail.example.com' });
  await expect(elsewhere).rejects.toMatchObject({ code: 'validation-failed' });
});

/** Every method, each on a mailbox with one message in INBOX and one in Junk. */
const work: [method: string, command: string, call: (session: ImapSession) => Promise<unknown>][] = [
  ['folders', 'LIST', (session) => session.folders()],
  ['newMessages', 'FETCH', (session) => session.newMessages('INBOX', null, 10)],
  ['newMessages', 'SEARCH', (session) => session.newMessages('INBOX', null, 10)],
  ['newMessages', 'EXAMINE', (session) => session.newMessages('INBOX', null, 10)],
  ['fetchRaw', 'FETCH', (session) => session.fetchRaw('INBOX', 1)],
  ['findByMessageId', 'SEARCH', (session) => session.findByMessageId('INBOX', ['<a@b>'])],
  ['markSeen', 'STORE', (session) => session.markSeen('INBOX', [1])],
  ['flag', 'SELECT', (session) => session.flag('INBOX', [1])],
  ['move', 'MOVE', (session) => session.move('INBOX', [1], 'Archive')],
  ['rescue', 'MOVE', (session) => session.rescue([1])],
  [
    'append',
    'APPEND',
    (session) => session.append('Sent', Buffer.from(letter().raw), { seen: true, date: new Date() }),
  ],
];

test.each(work)('%s never takes a connection lost at %s for an answer', async (_method, command, call) => {
  const ann = await world.mailbox();
  await ann.deliver();
  await ann.deliver('Junk');
  await withSession(ann, async (session) => {
    await addFault(command, { kind: 'drop' });
    await expect(call(session)).rejects.toMatchObject({ code: 'mail-unreachable' });
    expect(session.isOpen).toBe(false);
    await expect(call(session)).rejects.toMatchObject({ code: 'mail-unreachable' });
  });
});

test.each(work)(
  '%s says so when the server refuses %s, and the session goes on',
  async (_method, command, call) => {
    const ann = await world.mailbox();
    await ann.deliver();
    await ann.deliver('Junk');
    await withSession(ann, async (session) => {
      await addFault(command, { kind: 'no', text: `no ${ann.address} today` });
      const error = await call(session).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'mail-refused' });
      const { message, details } = error as { message: string; details: unknown };
      expect(JSON.stringify([message, details])).not.toContain('@');
      await world.control.removeAllFaults();
      expect((await session.newMessages('INBOX', null, 10)).messages).toHaveLength(1);
    });
  },
);

test('does not wait for ever for a command', async () => {
  const ann = await world.mailbox();
  const session = await openImapSession(ann.imap, {
    timeouts: { ...impatient, connectMs: 5_000, commandMs: 1_000 },
  });
  await addFault('SEARCH', { kind: 'hang' });
  await expect(session.findByMessageId('INBOX', ['<a@b>'])).rejects.toMatchObject({
    code: 'mail-unreachable',
  });
  expect(session.isOpen).toBe(false);
  await session.close();
});

test('a connection cut between two calls is noticed by the next one', async () => {
  const ann = await world.mailbox();
  await withSession(ann, async (session) => {
    await session.newMessages('INBOX', null, 10);
    await world.control.dropImap(ann.address);
    await expect(session.newMessages('INBOX', null, 10)).rejects.toMatchObject({ code: 'mail-unreachable' });
  });
});
