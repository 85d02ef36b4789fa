import { expect, test } from 'vitest';
import type { FaultRuleInput } from '../../local/mail/index.ts';
import { openSmtpSession } from '../../mail/smtp.ts';
import { smtpTimeouts } from '../../mail/smtp-timeouts.ts';
import { mailWorld, overEach, token, type TestMailbox } from './mail-world.ts';
import { impatient, submission, submitOnce } from './submissions.ts';

const world = mailWorld();

async function pair(): Promise<[TestMailbox, TestMailbox]> {
  return [await world.mailbox(), await world.mailbox()];
}

/** How many messages the server accepted from somebody: its log is the judge. */
async function acceptedFrom({ address }: TestMailbox): Promise<number> {
  return (await world.control.entries('accepted', { address })).length;
}

test('hands a message over and reads the answer', async () => {
  const [ann, bob] = await pair();
  const message = submission(ann.address, bob.address);
  const outcome = await submitOnce(ann.smtp, message);
  expect(outcome).toMatchObject({ kind: 'accepted', code: 250, wireMessageId: null });
  const [received] = await world.control.readMessages(bob.address);
  expect(received?.raw.toString()).toContain(message.raw.toString());
});

test('carries several messages over one connection, also after a refused one', async () => {
  const [ann, bob] = await pair();
  const session = await openSmtpSession(ann.smtp);
  const outcomes = [];
  for (const to of [bob.address, 'nobody@one.test', bob.address]) {
    outcomes.push((await session.submit(submission(ann.address, to))).kind);
  }
  expect(outcomes).toEqual(['accepted', 'rejected', 'accepted']);
  expect(session.isOpen).toBe(true);
  await session.close();
  expect(session.isOpen).toBe(false);
  expect(await world.control.entries('logged-in', { address: ann.address })).toHaveLength(1);
  expect(await world.control.readMessages(bob.address)).toHaveLength(2);
});

test('submits over TLS, STARTTLS and, on this machine, without', async () => {
  const [ann, bob] = await pair();
  const { smtp: plain, smtps: secure } = world.server.ports;
  for (const [security, endpoint] of overEach(ann.smtp, { plain, secure })) {
    expect(await submitOnce(endpoint, submission(ann.address, bob.address)), security).toMatchObject({
      kind: 'accepted',
    });
  }
});

test('does not speak to a server whose certificate nobody vouches for', async () => {
  const [ann, bob] = await pair();
  const { smtp: plain, smtps: secure } = world.server.ports;
  for (const [security, endpoint] of overEach({ ...ann.smtp, ca: undefined }, { plain, secure }).slice(1)) {
    const outcome = await submitOnce(endpoint, submission(ann.address, bob.address));
    expect(outcome, security).toMatchObject({ kind: 'not-handed-over', cause: 'tls' });
  }
  expect(await world.control.entries('logged-in', { address: ann.address })).toEqual([]);
});

test('logs in with an access token', async () => {
  const [ann, bob] = await pair();
  const auth = { user: ann.address, accessToken: token };
  const message = submission(ann.address, bob.address);
  expect(await submitOnce({ ...ann.smtp, auth }, message)).toMatchObject({ kind: 'accepted' });
});

test('a wrong password and a wrong token are login failures, with the server’s code', async () => {
  const [ann, bob] = await pair();
  for (const auth of [
    { user: ann.address, password: 'wrong' },
    { user: ann.address, accessToken: 'wrong' },
  ]) {
    const outcome = await submitOnce({ ...ann.smtp, auth }, submission(ann.address, bob.address));
    expect(outcome).toMatchObject({
      kind: 'not-handed-over',
      phase: 'auth',
      cause: 'login-failed',
      code: 535,
    });
  }
});

type Fault = Pick<FaultRuleInput, 'stage' | 'action'>;

const addFault = (fault: Fault) => world.control.addFault({ id: 'fault', ...fault } as FaultRuleInput);

const refusal = (code: number, enhanced: string) => ({ kind: 'reply' as const, code, enhanced, text: 'no' });

test.each<[string, Fault, object]>([
  [
    'MAIL 4xx',
    { stage: 'mail', action: refusal(451, '4.3.0') },
    { phase: 'mail', code: 451, permanence: 'transient' },
  ],
  [
    'MAIL 5xx',
    { stage: 'mail', action: refusal(550, '5.7.1') },
    { phase: 'mail', code: 550, permanence: 'permanent' },
  ],
  [
    'RCPT 4xx',
    { stage: 'rcpt', action: refusal(450, '4.2.0') },
    { phase: 'rcpt', code: 450, enhancedCode: '4.2.0' },
  ],
  [
    'RCPT 5xx',
    { stage: 'rcpt', action: refusal(550, '5.1.1') },
    { phase: 'rcpt', code: 550, enhancedCode: '5.1.1' },
  ],
  [
    'DATA 4xx',
    { stage: 'data', action: { ...refusal(451, '4.7.1'), at: 'command' } },
    { phase: 'data', code: 451 },
  ],
  [
    'DATA 5xx',
    { stage: 'data', action: { ...refusal(554, '5.7.1'), at: 'command' } },
    { phase: 'data', code: 554 },
  ],
  [
    '4xx after the message',
    { stage: 'data', action: refusal(452, '4.2.2') },
    { phase: 'final-reply', code: 452 },
  ],
  [
    '5xx after the message',
    { stage: 'data', action: refusal(554, '5.7.1') },
    { phase: 'final-reply', code: 554 },
  ],
])('knows that a message answered by %s was not accepted', async (_name, fault, expected) => {
  const [ann, bob] = await pair();
  await addFault(fault);
  const outcome = await submitOnce(ann.smtp, submission(ann.address, bob.address));
  expect(outcome).toMatchObject({ kind: 'rejected', ...expected });
  expect(await acceptedFrom(ann)).toBe(0);
});

test.each<[string, Fault, object]>([
  [
    'refused at the greeting',
    { stage: 'connect', action: refusal(554, '5.7.1') },
    { phase: 'greeting', cause: 'refused', code: 554 },
  ],
  [
    'dropped at the greeting',
    { stage: 'connect', action: { kind: 'drop' } },
    { phase: 'greeting', cause: 'reset' },
  ],
  [
    'login trouble',
    { stage: 'auth', action: refusal(454, '4.7.0') },
    { phase: 'auth', cause: 'login-failed', code: 454 },
  ],
  ['dropped at the login', { stage: 'auth', action: { kind: 'drop' } }, { phase: 'auth', cause: 'reset' }],
  ['dropped at MAIL', { stage: 'mail', action: { kind: 'drop' } }, { phase: 'mail', cause: 'reset' }],
  ['dropped at RCPT', { stage: 'rcpt', action: { kind: 'drop' } }, { phase: 'rcpt', cause: 'reset' }],
  [
    'dropped at DATA',
    { stage: 'data', action: { kind: 'drop', at: 'command' } },
    { phase: 'data', cause: 'reset' },
  ],
])('knows that nothing was handed over: %s', async (_name, fault, expected) => {
  const [ann, bob] = await pair();
  await addFault(fault);
  let fenceCalls = 0;
  const beforeHandOver = async () => (fenceCalls += 1) > 0;
  const outcome = await submitOnce(ann.smtp, submission(ann.address, bob.address, { beforeHandOver }));
  expect(outcome).toMatchObject({ kind: 'not-handed-over', ...expected });
  expect(fenceCalls).toBe(0);
  expect(await acceptedFrom(ann)).toBe(0);
});

test.each<[string, Fault, string]>([
  ['the greeting', { stage: 'connect', action: { kind: 'hang' } }, 'greeting'],
  ['the login', { stage: 'auth', action: { kind: 'hang' } }, 'auth'],
  ['MAIL', { stage: 'mail', action: { kind: 'hang' } }, 'mail'],
  ['RCPT', { stage: 'rcpt', action: { kind: 'hang' } }, 'rcpt'],
  ['DATA', { stage: 'data', action: { kind: 'hang', at: 'command' } }, 'data'],
])(
  'does not wait for ever for an answer to %s, and knows that nothing was handed over',
  async (_name, fault, phase) => {
    const [ann, bob] = await pair();
    await addFault(fault);
    const outcome = await submitOnce(ann.smtp, submission(ann.address, bob.address), impatient);
    expect(outcome).toMatchObject({ kind: 'not-handed-over', phase, cause: 'timeout', code: null });
  },
);

test.each<[string, Fault, number]>([
  ['it was accepted and the answer is lost', { stage: 'data', action: { kind: 'lost-answer' } }, 1],
  ['the connection dies before it is accepted', { stage: 'data', action: { kind: 'not-accepted' } }, 0],
  ['the answer does not come in time', { stage: 'data', action: { kind: 'hang' } }, 0],
])('does not pretend to know what became of a message when %s', async (_name, fault, accepted) => {
  const [ann, bob] = await pair();
  await addFault(fault);
  const outcome = await submitOnce(ann.smtp, submission(ann.address, bob.address), impatient);
  expect(outcome).toEqual({ kind: 'unknown', phase: 'final-reply' });
  expect(await acceptedFrom(ann)).toBe(accepted);
});

test('counts a connection lost in the middle of the message as unknown', async () => {
  const [ann, bob] = await pair();
  await addFault({ stage: 'data', action: { kind: 'drop', at: 'body' } });
  const { raw, ...message } = submission(ann.address, bob.address);
  const large = Buffer.concat([raw, Buffer.alloc(8_000_000, 'x')]);
  expect(await submitOnce(ann.smtp, { ...message, raw: large })).toMatchObject({ kind: 'unknown' });
  expect(await acceptedFrom(ann)).toBe(0);
});

test('ends a conversation when the limit on the whole is over, whatever its parts may take', async () => {
  const [ann, bob] = await pair();
  await addFault({ stage: 'rcpt', action: { kind: 'hang' } });
  const message = submission(ann.address, bob.address);
  const outcome = await submitOnce(ann.smtp, message, { ...smtpTimeouts, allMs: 300 });
  expect(outcome).toMatchObject({ kind: 'not-handed-over', cause: 'timeout' });
});

test.each<[string, () => Promise<boolean>]>([
  ['says no', async () => false],
  ['fails', async () => Promise.reject(new Error('the database is away'))],
])('hands nothing over when the fence %s', async (_name, beforeHandOver) => {
  const [ann, bob] = await pair();
  const session = await openSmtpSession(ann.smtp);
  const outcome = await session.submit(submission(ann.address, bob.address, { beforeHandOver }));
  expect(outcome).toMatchObject({ kind: 'not-handed-over', phase: 'fence', cause: 'fence' });
  expect(session.isOpen).toBe(false);
  await world.control.waitForEntries('aborted', 1, { address: ann.address });
  expect(await acceptedFrom(ann)).toBe(0);
});

test('an unreachable server is told from one that refuses', async () => {
  const [ann, bob] = await pair();
  const message = submission(ann.address, bob.address);
  const refusing = await submitOnce({ ...ann.smtp, port: 1 }, message);
  expect(refusing).toMatchObject({ phase: 'connect', cause: 'unreachable', code: null });
  const nameless = await submitOnce({ ...ann.smtp, host: 'no-such-host.localhost' }, message);
  expect(nameless).toMatchObject({ phase: 'connect', cause: 'unreachable' });
});

test('refuses to send a password in plain text to another machine', async () => {
  const ann = await world.mailbox();
  const opening = openSmtpSession({ ...ann.smtp, host: 'mail.example.com' });
  await expect(opening).rejects.toMatchObject({ code: 'validation-failed' });
});

test('keeps what the server said out of its error', async () => {
  const ann = await world.mailbox();
  await addFault({ stage: 'auth', action: { kind: 'reply', code: 535, text: `<${ann.address}> is locked` } });
  const error = await openSmtpSession(ann.smtp).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'mail-login-failed' });
  const { message, details } = error as { message: string; details: unknown };
  expect(JSON.stringify([message, details])).not.toContain('@');
});

test('leaves no timer behind that would keep a process alive', async () => {
  const [ann, bob] = await pair();
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  for (const to of [bob.address, 'nobody@one.test']) await submitOnce(ann.smtp, submission(ann.address, to));
  await submitOnce({ ...ann.smtp, port: 1 }, submission(ann.address, bob.address));
  await expect.poll(timers).toBeLessThanOrEqual(before);
});
