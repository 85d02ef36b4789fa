import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { withImap } from './clients.ts';
import { boris, freshId, startTestMail, type TestMail } from './server.ts';

let mail: TestMail;

beforeAll(async () => {
  mail = await startTestMail();
});
afterEach(() => mail.control.removeAllFaults());
afterAll(() => mail.stop());

describe('a refusal on request', () => {
  test.each(['connect', 'auth', 'mail', 'rcpt', 'data'] as const)('comes at stage %s', async (stage) => {
    const text = 'Service refused for anna@one.test';
    await mail.fault({ stage, action: { kind: 'reply', code: 554, enhanced: '5.7.1', text } });
    await expect(mail.send()).rejects.toMatchObject({ responseCode: 554, response: `554 5.7.1 ${text}` });
    const [refused] = (await mail.control.entries('refused')).slice(-1);
    const phase = stage === 'data' ? 'message' : stage;
    expect(refused).toMatchObject({ phase, code: 554, text: `5.7.1 ${text}`, fault: 'test' });
  });

  test('comes in answer to DATA, before the message', async () => {
    const action = { kind: 'reply', code: 451, text: 'Try later', at: 'command' } as const;
    await mail.fault({ stage: 'data', action });
    await expect(mail.send()).rejects.toMatchObject({ responseCode: 451, command: 'DATA' });
  });

  test('stores nothing', async () => {
    const messageId = freshId();
    await mail.fault({ stage: 'data', action: { kind: 'reply', code: 451, text: 'Try later' } });
    await expect(mail.send({ messageId })).rejects.toMatchObject({ responseCode: 451 });
    expect(await mail.copiesIn('INBOX', messageId)).toBe(0);
    expect(await mail.control.entries('accepted', { messageId })).toEqual([]);
  });
});

describe('a cut connection on request', () => {
  test.each(['connect', 'auth', 'mail', 'rcpt'] as const)('comes at stage %s', async (stage) => {
    await mail.fault({ stage, action: { kind: 'drop' } });
    await expect(mail.send()).rejects.toMatchObject({ code: expect.stringMatching(/^E/) as string });
    expect((await mail.control.entries('dropped')).at(-1)).toMatchObject({ phase: stage, fault: 'test' });
  });

  test.each(['command', 'body'] as const)('comes at DATA, at its %s', async (at) => {
    const messageId = freshId();
    await mail.fault({ stage: 'data', action: { kind: 'drop', at } });
    await expect(mail.send({ messageId })).rejects.toMatchObject({ code: 'ECONNECTION' });
    expect(await mail.control.entries('accepted', { messageId })).toEqual([]);
  });
});

describe('after the final dot', () => {
  test('an answer can be lost: the mail is delivered, the client hears nothing', async () => {
    const messageId = freshId();
    await mail.fault({ stage: 'data', match: { messageId }, action: { kind: 'lost-answer' } });
    await expect(mail.send({ messageId })).rejects.toMatchObject({ code: 'ECONNECTION' });
    expect(await mail.copiesIn('INBOX', messageId)).toBe(1);
    const { entries } = await mail.control.readLog({ messageId });
    expect(entries.map(({ event }) => event)).toEqual(['accepted', 'delivered', 'lost-answer']);
  });

  test('a message can be thrown away: the client sees the same, nothing is delivered', async () => {
    const messageId = freshId();
    await mail.fault({ stage: 'data', match: { messageId }, action: { kind: 'not-accepted' } });
    await expect(mail.send({ messageId })).rejects.toMatchObject({ code: 'ECONNECTION' });
    expect(await mail.copiesIn('INBOX', messageId)).toBe(0);
    const { entries } = await mail.control.readLog({ messageId });
    expect(entries.map(({ event }) => event)).toEqual(['not-accepted']);
  });

  test('the answer can stay out for ever: the client gives up, nothing is delivered', async () => {
    const messageId = freshId();
    await mail.fault({ stage: 'data', action: { kind: 'hang' } });
    await expect(mail.send({ messageId, transport: { socketTimeout: 300 } })).rejects.toMatchObject({
      code: 'ETIMEDOUT',
    });
    expect(await mail.copiesIn('INBOX', messageId)).toBe(0);
  });

  test('the answer can come late', async () => {
    const messageId = freshId();
    await mail.fault({ stage: 'data', action: { kind: 'delay', delayMs: 50 } });
    await mail.send({ messageId });
    expect(await mail.copiesIn('INBOX', messageId)).toBe(1);
    expect((await mail.control.entries('held')).at(-1)).toMatchObject({ phase: 'message', fault: 'test' });
  });

  test('a slow server takes the message though the client has given up', async () => {
    const messageId = freshId();
    await mail.fault({ stage: 'data', action: { kind: 'delay', delayMs: 500 } });
    await expect(mail.send({ messageId, transport: { socketTimeout: 200 } })).rejects.toMatchObject({
      code: 'ETIMEDOUT',
    });
    await mail.control.waitForEntries('delivered', 1, { messageId });
  });
});

describe('before the 354', () => {
  test('the server can hang: the message is never sent', async () => {
    const messageId = freshId();
    await mail.fault({ stage: 'data', action: { kind: 'hang', at: 'command' } });
    await expect(mail.send({ messageId, transport: { socketTimeout: 300 } })).rejects.toMatchObject({
      code: 'ETIMEDOUT',
    });
    expect((await mail.control.readLog({ messageId })).entries).toEqual([]);
  });

  test('the server can be slow', async () => {
    const messageId = freshId();
    await mail.fault({ stage: 'data', action: { kind: 'delay', delayMs: 50, at: 'command' } });
    await mail.send({ messageId });
    expect(await mail.copiesIn('INBOX', messageId)).toBe(1);
    expect((await mail.control.entries('held')).at(-1)).toMatchObject({ phase: 'data', fault: 'test' });
  });
});

describe('a rule', () => {
  test('is spent after its number of times', async () => {
    await mail.fault({ stage: 'rcpt', times: 2, action: { kind: 'reply', code: 450, text: 'Greylisted' } });
    for (let attempt = 1; attempt <= 2; attempt++) {
      await expect(mail.send()).rejects.toMatchObject({ responseCode: 450 });
    }
    await mail.send();
    expect(await mail.control.listFaults()).toMatchObject([{ rule: { id: 'test' }, left: 0 }]);
  });

  test('applies to the one mailbox that it names', async () => {
    const action = { kind: 'reply', code: 535, enhanced: '5.7.8', text: 'Password expired' } as const;
    await mail.fault({ stage: 'auth', match: { mailbox: boris.user }, action });
    await mail.send();
    await expect(mail.send({ transport: { auth: boris } })).rejects.toMatchObject({ responseCode: 535 });
  });

  test('can be about SMTP or IMAP alone', async () => {
    await mail.fault({ stage: 'connect', match: { protocol: 'smtp' }, action: { kind: 'drop' } });
    await expect(mail.send()).rejects.toThrow();
    await withImap(mail.imap(boris), async (client) => expect(client.authenticated).toBe(true));
    await mail.fault({ stage: 'connect', match: { protocol: 'imap' }, action: { kind: 'drop' } });
    await mail.send();
    await expect(withImap(mail.imap(boris), async () => undefined)).rejects.toThrow();
  });
});
