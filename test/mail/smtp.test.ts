import { expect, test } from 'vitest';
import { openSmtpSession, type SmtpSession, type Submission } from '../../mail/smtp.ts';
import { SmtpOpenError, type SubmissionOutcome } from '../../mail/submission-outcome.ts';
import { smtpTimeouts, type SmtpTimeouts } from '../../mail/smtp-timeouts.ts';
import { scriptedSmtpServer, type Script, type ScriptedSmtpServer } from './scripted-smtp-server.ts';

const impatient: SmtpTimeouts = {
  connectMs: 200,
  greetingMs: 200,
  commandMs: 200,
  finalReplyMs: 200,
  allMs: 5_000,
};

const message = Buffer.from('From: ann@one.test\r\nTo: bob@two.test\r\nSubject: hello\r\n\r\nhello\r\n');

function submission(overrides: Partial<Submission> = {}): Submission {
  return {
    envelope: { from: 'ann@one.test', to: 'bob@two.test' },
    raw: message,
    beforeHandOver: async () => true,
    ...overrides,
  };
}

/** Submits one message as the sending activity does: whether opening or submitting fails, there is an outcome. */
async function submitOnce(
  server: ScriptedSmtpServer,
  overrides: Partial<Submission> = {},
  timeouts = smtpTimeouts,
): Promise<SubmissionOutcome> {
  let session: SmtpSession;
  try {
    session = await openSmtpSession(server.endpoint, timeouts);
  } catch (error) {
    if (error instanceof SmtpOpenError) return error.outcome;
    throw error;
  }
  const outcome = await session.submit(submission(overrides));
  await session.close();
  return outcome;
}

test('hands a message over and reads the answer', async () => {
  const server = await scriptedSmtpServer({});
  const outcome = await submitOnce(server);
  expect(outcome).toMatchObject({ kind: 'accepted', code: 250, enhancedCode: '2.0.0', wireMessageId: null });
  expect(server.messages).toEqual([message.toString().trimEnd()]);
});

test('names the Message-ID that the server put in place of ours', async () => {
  const id = 'AM0PR01MB1234ABCD@AM0PR01MB1234.eurprd01.prod.outlook.com';
  const server = await scriptedSmtpServer({
    endOfMessage: `250 2.0.0 OK <${id}> [Hostname=AM0PR01MB1234.eurprd01.prod.outlook.com]`,
  });
  const outcome = await submitOnce(server);
  expect(outcome).toMatchObject({ kind: 'accepted', wireMessageId: `<${id}>` });
});

test('carries several messages over one connection, also after a refusal', async () => {
  const script: Script = {};
  const server = await scriptedSmtpServer(script);
  const session = await openSmtpSession(server.endpoint);
  expect(await session.submit(submission())).toMatchObject({ kind: 'accepted' });
  expect(await session.submit(submission())).toMatchObject({ kind: 'accepted' });
  expect(session.isOpen).toBe(true);
  await session.close();
  expect(session.isOpen).toBe(false);
  expect(server.connections).toBe(1);
  expect(server.messages).toHaveLength(2);
  expect(server.commands.filter((verb) => verb === 'RSET')).toHaveLength(1);
});

test('goes on with the next message after a refused recipient', async () => {
  const server = await scriptedSmtpServer({ rcpt: '550 5.1.1 no such user' });
  const session = await openSmtpSession(server.endpoint);
  expect(await session.submit(submission())).toMatchObject({ kind: 'rejected', phase: 'rcpt' });
  expect(await session.submit(submission())).toMatchObject({ kind: 'rejected', phase: 'rcpt' });
  await session.close();
  expect(server.connections).toBe(1);
});

const withoutPipelining = '250-mx.test\r\n250 AUTH PLAIN';

test.each<[string, Script, object]>([
  ['MAIL 4xx', { mail: '451 4.3.0 later' }, { phase: 'mail', code: 451, permanence: 'transient' }],
  ['MAIL 5xx', { mail: '550 5.7.1 no' }, { phase: 'mail', code: 550, permanence: 'permanent' }],
  ['RCPT 4xx', { rcpt: '450 4.2.0 greylisted' }, { phase: 'rcpt', code: 450, permanence: 'transient' }],
  ['RCPT 5xx', { rcpt: '550-5.1.1 no\r\n550 5.1.1 such user' }, { phase: 'rcpt', enhancedCode: '5.1.1' }],
  ['RCPT 5xx, then 354 all the same', { rcpt: '550 5.1.1 no', data: '354 go' }, { phase: 'rcpt', code: 550 }],
  ['DATA 4xx', { data: '451 4.7.1 later' }, { phase: 'data', code: 451, permanence: 'transient' }],
  ['DATA 5xx', { data: '554 5.7.1 no' }, { phase: 'data', code: 554, permanence: 'permanent' }],
  ['4xx after the message', { endOfMessage: '452 4.2.2 full' }, { phase: 'final-reply', code: 452 }],
  ['5xx after the message', { endOfMessage: '554 5.7.1 spam' }, { phase: 'final-reply', code: 554 }],
  ['421 after the message', { endOfMessage: '421 4.3.2 shutting down' }, { phase: 'final-reply', code: 421 }],
])('knows that a message answered by %s was not accepted', async (_name, script, expected) => {
  for (const ehlo of [undefined, withoutPipelining]) {
    const server = await scriptedSmtpServer({ ...script, ...(ehlo === undefined ? {} : { ehlo }) });
    expect(await submitOnce(server)).toMatchObject({ kind: 'rejected', ...expected });
  }
});

test('keeps a refusal even when the server hangs up right behind it', async () => {
  const server = await scriptedSmtpServer({ mail: '550 5.7.1 blocked', rcpt: 'hang-up' });
  expect(await submitOnce(server)).toMatchObject({ kind: 'rejected', phase: 'mail', code: 550 });
});

test.each<[string, Script, object]>([
  ['greeting 4xx', { greeting: '421 4.3.2 busy' }, { phase: 'greeting', cause: 'refused', code: 421 }],
  ['greeting 5xx', { greeting: '554 5.7.1 go away' }, { phase: 'greeting', cause: 'refused', code: 554 }],
  ['greeting dropped', { greeting: 'hang-up' }, { phase: 'greeting', cause: 'reset', code: null }],
  ['EHLO dropped', { ehlo: 'hang-up' }, { phase: 'greeting', cause: 'reset' }],
  ['wrong password', { auth: '535 5.7.8 no' }, { phase: 'auth', cause: 'login-failed', code: 535 }],
  ['login trouble', { auth: '454 4.7.0 later' }, { phase: 'auth', cause: 'login-failed', code: 454 }],
  ['login, server closing', { auth: '421 4.3.2 bye' }, { phase: 'auth', cause: 'refused', code: 421 }],
  ['login dropped', { auth: 'hang-up' }, { phase: 'auth', cause: 'reset' }],
  ['MAIL dropped', { mail: 'hang-up' }, { phase: 'mail', cause: 'reset' }],
  ['RCPT dropped', { rcpt: 'hang-up' }, { phase: 'rcpt', cause: 'reset' }],
  ['DATA dropped', { data: 'hang-up' }, { phase: 'data', cause: 'reset' }],
])('knows that nothing was handed over: %s', async (_name, script, expected) => {
  const server = await scriptedSmtpServer(script);
  expect(await submitOnce(server)).toMatchObject({ kind: 'not-handed-over', ...expected });
  expect(server.messages).toEqual([]);
});

test.each<[string, Script, string]>([
  ['the greeting', { greeting: 'silence' }, 'greeting'],
  ['EHLO', { ehlo: 'silence' }, 'greeting'],
  ['the login', { auth: 'silence' }, 'auth'],
  ['MAIL', { mail: 'silence' }, 'mail'],
  ['RCPT', { rcpt: 'silence' }, 'rcpt'],
  ['DATA', { data: 'silence' }, 'data'],
])('does not wait for ever for %s, and knows that nothing was handed over', async (_name, script, phase) => {
  const server = await scriptedSmtpServer(script);
  const outcome = await submitOnce(server, {}, impatient);
  expect(outcome).toMatchObject({ kind: 'not-handed-over', phase, cause: 'timeout' });
});

test.each<[string, Script, string]>([
  ['the answer is lost', { endOfMessage: 'hang-up' }, 'final-reply'],
  ['the answer never comes', { endOfMessage: 'silence' }, 'final-reply'],
])('does not pretend to know what became of a message when %s', async (_name, script, phase) => {
  const server = await scriptedSmtpServer(script);
  expect(await submitOnce(server, {}, impatient)).toEqual({ kind: 'unknown', phase });
  expect(server.messages).toHaveLength(1);
});

test('counts a connection lost in the middle of the message as unknown', async () => {
  const server = await scriptedSmtpServer({ firstByte: 'hang-up' });
  const raw = Buffer.concat([message, Buffer.alloc(8_000_000, 'x')]);
  expect(await submitOnce(server, { raw })).toMatchObject({ kind: 'unknown' });
  expect(server.messages).toEqual([]);
});

test('ends a conversation when the limit on the whole is over, whatever its parts may take', async () => {
  const server = await scriptedSmtpServer({ rcpt: 'silence' });
  const outcome = await submitOnce(server, {}, { ...smtpTimeouts, allMs: 80 });
  expect(outcome).toMatchObject({ kind: 'not-handed-over', cause: 'timeout' });
});

test('asks the fence after 354 and before the first byte', async () => {
  const server = await scriptedSmtpServer({});
  let seenAtFence: string[] = [];
  await submitOnce(server, {
    beforeHandOver: async () => {
      seenAtFence = [...server.commands, ...server.messages];
      return true;
    },
  });
  expect(seenAtFence).toEqual(['EHLO', 'AUTH', 'MAIL', 'RCPT', 'DATA']);
  expect(server.messages).toHaveLength(1);
});

test.each<[string, () => Promise<boolean>]>([
  ['says no', async () => false],
  ['fails', async () => Promise.reject(new Error('the database is away'))],
])('hands nothing over when the fence %s', async (_name, beforeHandOver) => {
  const server = await scriptedSmtpServer({});
  const session = await openSmtpSession(server.endpoint);
  const outcome = await session.submit(submission({ beforeHandOver }));
  expect(outcome).toMatchObject({ kind: 'not-handed-over', phase: 'fence', cause: 'fence' });
  expect(session.isOpen).toBe(false);
  expect(server.messages).toEqual([]);
});

test('answers only after the fence has, when the connection dies meanwhile, and hands nothing over', async () => {
  const server = await scriptedSmtpServer({});
  const session = await openSmtpSession(server.endpoint);
  let fenceEnded = false;
  const outcome = await session.submit(
    submission({
      beforeHandOver: async () => {
        server.hangUp();
        await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
        fenceEnded = true;
        return true;
      },
    }),
  );
  expect(fenceEnded).toBe(true);
  expect(outcome).toMatchObject({ kind: 'not-handed-over', phase: 'fence', cause: 'reset' });
  expect(server.messages).toEqual([]);
});

test('never calls the fence for a message that the server refuses before', async () => {
  const server = await scriptedSmtpServer({ rcpt: '550 5.1.1 no such user' });
  let calls = 0;
  await submitOnce(server, { beforeHandOver: async () => (calls += 1) > 0 });
  expect(calls).toBe(0);
});

test('notices that an idle session has ended', async () => {
  const server = await scriptedSmtpServer({});
  const session = await openSmtpSession(server.endpoint);
  await session.submit(submission());
  server.hangUp();
  const outcome = await session.submit(submission());
  expect(outcome).toMatchObject({ kind: 'not-handed-over', phase: 'mail', cause: 'reset' });
  expect(session.isOpen).toBe(false);
  await session.close();
});

test('logs in with an access token, and keeps the code of its refusal', async () => {
  const server = await scriptedSmtpServer({});
  server.endpoint.auth = { user: 'ann@one.test', accessToken: 'token' };
  expect(await submitOnce(server)).toMatchObject({ kind: 'accepted' });

  const refusing = await scriptedSmtpServer({
    auth: '334 eyJzdGF0dXMiOiI0MDEifQ==',
    authAnswer: '535 5.7.8 token',
  });
  refusing.endpoint.auth = { user: 'ann@one.test', accessToken: 'old' };
  expect(await submitOnce(refusing)).toMatchObject({
    cause: 'login-failed',
    code: 535,
    enhancedCode: '5.7.8',
  });
});

test('an unreachable server is told from one that refuses', async () => {
  const server = await scriptedSmtpServer({});
  const nowhere = { ...server, endpoint: { ...server.endpoint, port: 1 } };
  expect(await submitOnce(nowhere)).toMatchObject({ phase: 'connect', cause: 'unreachable', code: null });
});

test('a server without TLS is not spoken to where TLS is asked for', async () => {
  const server = await scriptedSmtpServer({});
  for (const security of ['tls', 'starttls'] as const) {
    const outcome = await submitOnce({ ...server, endpoint: { ...server.endpoint, security } });
    expect(outcome).toMatchObject({ kind: 'not-handed-over', cause: 'tls' });
  }
  expect(server.commands).not.toContain('AUTH');
});

test('refuses to send a password in plain text to another machine', async () => {
  const server = await scriptedSmtpServer({});
  const endpoint = { ...server.endpoint, host: 'mail.example.com' };
  await expect(openSmtpSession(endpoint)).rejects.toMatchObject({ code: 'validation-failed' });
});

test('keeps what the server said out of the message of its error', async () => {
  const server = await scriptedSmtpServer({ auth: '535 5.7.8 <ann@one.test> is locked' });
  const error = await openSmtpSession(server.endpoint).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'mail-login-failed' });
  expect(String(error)).not.toContain('@');
});
