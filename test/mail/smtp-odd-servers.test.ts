import { expect, test } from 'vitest';
import { openSmtpSession } from '../../mail/smtp.ts';
import { scriptedSmtpServer, type Script } from './scripted-smtp-server.ts';
import { impatient, submission, submitOnce } from './submissions.ts';

const message = () => submission('ann@one.test', 'bob@two.test');

test('names the Message-ID that the server put in place of ours', async () => {
  const id = '<AM0PR01MB1234ABCD@AM0PR01MB1234.eurprd01.prod.outlook.com>';
  const { endpoint } = await scriptedSmtpServer({
    endOfMessage: `250 2.0.0 OK ${id} [Hostname=AM0PR01MB1234]`,
  });
  expect(await submitOnce(endpoint, message())).toMatchObject({ kind: 'accepted', wireMessageId: id });
});

const withoutPipelining = '250-mx.test\r\n250 AUTH PLAIN';

test.each<[string, Script, object]>([
  [
    'refuses over several lines',
    { rcpt: '550-5.1.1 no\r\n550 5.1.1 such user' },
    { phase: 'rcpt', enhancedCode: '5.1.1', diagnostic: 'no such user' },
  ],
  [
    'refuses the recipient and goes on with 354',
    { rcpt: '550 5.1.1 no', data: '354 go on' },
    { phase: 'rcpt', code: 550 },
  ],
  [
    'refuses and hangs up right behind it',
    { mail: '550 5.7.1 blocked', rcpt: 'hang-up' },
    { phase: 'mail', code: 550 },
  ],
  ['refuses and falls silent', { mail: '451 4.3.0 later', rcpt: 'silence' }, { phase: 'mail', code: 451 }],
  [
    'closes with 421 after the message',
    { endOfMessage: '421 4.3.2 shutting down' },
    { phase: 'final-reply', code: 421 },
  ],
  [
    'closes with 421 at MAIL',
    { mail: '421 4.7.0 too much' },
    { phase: 'mail', code: 421, permanence: 'transient' },
  ],
  [
    'gives up in the middle of the message',
    { firstByte: '452 4.3.1 disk full' },
    { phase: 'content', code: 452 },
  ],
])('knows a refusal by a server that %s', async (_name, script, expected) => {
  const { raw, ...rest } = message();
  const large = { ...rest, raw: Buffer.concat([raw, Buffer.alloc(4_000_000, 'x')]) };
  for (const ehlo of [{}, { ehlo: withoutPipelining }]) {
    const { endpoint } = await scriptedSmtpServer({ ...script, ...ehlo });
    const outcome = await submitOnce(endpoint, script.firstByte ? large : message(), impatient);
    expect(outcome).toMatchObject({ kind: 'rejected', ...expected });
  }
});

test('uses the connection again after a refusal over which the server went on with 354', async () => {
  const server = await scriptedSmtpServer({ rcpt: '550 5.1.1 no', data: '354 go on' });
  const session = await openSmtpSession(server.endpoint);
  for (const _attempt of [1, 2]) {
    expect(await session.submit(message())).toMatchObject({ kind: 'rejected', phase: 'rcpt' });
  }
  await session.close();
  expect(server.connections).toBe(1);
  expect(server.messages).toEqual(['', '']);
});

test.each<[string, Script, object]>([
  ['EHLO dropped', { ehlo: 'hang-up' }, { phase: 'greeting', cause: 'reset' }],
  ['EHLO unanswered', { ehlo: 'silence' }, { phase: 'greeting', cause: 'timeout' }],
  [
    'closing with 421 at the greeting',
    { greeting: '421 4.3.2 busy' },
    { phase: 'greeting', cause: 'refused', code: 421 },
  ],
  [
    'closing with 421 at the login',
    { auth: '421 4.3.2 bye' },
    { phase: 'auth', cause: 'refused', code: 421 },
  ],
  ['an answer that is none', { rcpt: 'hello' }, { cause: 'reset' }],
])('knows that nothing was handed over: %s', async (_name, script, expected) => {
  const server = await scriptedSmtpServer(script);
  expect(await submitOnce(server.endpoint, message(), impatient)).toMatchObject({
    kind: 'not-handed-over',
    ...expected,
  });
  expect(server.messages.join('')).toBe('');
});

test('asks the fence after 354 and before the first byte', async () => {
  const server = await scriptedSmtpServer({});
  let seenAtFence: string[] = [];
  const beforeHandOver = async () => {
    seenAtFence = [...server.commands, ...server.messages];
    return true;
  };
  await submitOnce(server.endpoint, { ...message(), beforeHandOver });
  expect(seenAtFence).toEqual(['EHLO', 'AUTH', 'MAIL', 'RCPT', 'DATA']);
  expect(server.messages).toHaveLength(1);
});

test('answers only after the fence has, when the connection dies meanwhile, and hands nothing over', async () => {
  const server = await scriptedSmtpServer({});
  const session = await openSmtpSession(server.endpoint);
  const fence = Promise.withResolvers<boolean>();
  let hasAnswered = false;
  const submitted = session.submit({
    ...message(),
    beforeHandOver: () => {
      server.hangUp();
      return fence.promise;
    },
  });
  void submitted.then(() => (hasAnswered = true));
  while (session.isOpen) await new Promise((resolve) => setImmediate(resolve));
  expect(hasAnswered).toBe(false);
  fence.resolve(true);
  expect(await submitted).toMatchObject({ kind: 'not-handed-over', phase: 'fence', cause: 'reset' });
  expect(server.messages).toEqual([]);
});

test('a success before the first byte is not believed', async () => {
  const server = await scriptedSmtpServer({ data: '354 go on\r\n250 2.0.0 done' });
  const fence = Promise.withResolvers<boolean>();
  const session = await openSmtpSession(server.endpoint);
  const submitted = session.submit({ ...message(), beforeHandOver: () => fence.promise });
  while (session.isOpen) await new Promise((resolve) => setImmediate(resolve));
  fence.resolve(true);
  expect(await submitted).toMatchObject({ kind: 'not-handed-over', phase: 'fence' });
  expect(server.messages).toEqual([]);
});

test('notices that an idle session has ended, and does not take the last answer for a new one', async () => {
  const server = await scriptedSmtpServer({});
  const session = await openSmtpSession(server.endpoint);
  expect(await session.submit(message())).toMatchObject({ kind: 'accepted' });
  server.hangUp();
  expect(await session.submit(message())).toMatchObject({
    kind: 'not-handed-over',
    phase: 'mail',
    cause: 'reset',
  });
  expect(session.isOpen).toBe(false);
  await session.close();
});

test('keeps the code of a refused access token, which comes only after an empty answer', async () => {
  const server = await scriptedSmtpServer({
    auth: '334 eyJzdGF0dXMiOiI0MDEifQ==',
    authAnswer: '535 5.7.8 token',
  });
  const endpoint = { ...server.endpoint, auth: { user: 'ann@one.test', accessToken: 'old' } };
  expect(await submitOnce(endpoint, message())).toMatchObject({
    cause: 'login-failed',
    code: 535,
    enhancedCode: '5.7.8',
  });
});

test('a server without TLS is not logged in to where TLS is asked for', async () => {
  const server = await scriptedSmtpServer({});
  for (const security of ['tls', 'starttls'] as const) {
    const outcome = await submitOnce({ ...server.endpoint, security }, message());
    expect(outcome).toMatchObject({ kind: 'not-handed-over', cause: 'tls' });
  }
  expect(server.commands).not.toContain('AUTH');
});
