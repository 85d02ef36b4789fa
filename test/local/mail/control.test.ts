import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ControlRequestError, type FaultRuleInput, type NewMailbox } from '../../../local/mail/index.ts';
import { anna, boris, startTestMail, type TestMail } from './server.ts';

describe('the control API', () => {
  let mail: TestMail;

  beforeAll(async () => {
    mail = await startTestMail();
  });
  afterAll(() => mail.stop());

  /** The fields that a refused request is told of, and its status. */
  async function problemsOf(request: Promise<unknown>): Promise<{ status: number; fields: string[] }> {
    try {
      await request;
    } catch (error) {
      if (error instanceof ControlRequestError) {
        return { status: error.status, fields: error.problems.map(({ field }) => field) };
      }
      throw error;
    }
    throw new Error('the request was not refused');
  }

  test('names every field of a bad mailbox', async () => {
    const bad = { address: 'no address', password: '', colour: 'red', options: { filesSentMail: 'yes' } };
    const { status, fields } = await problemsOf(mail.control.addMailbox(bad as unknown as NewMailbox));
    expect(status).toBe(400);
    expect(fields.sort()).toEqual(['address', 'colour', 'options.filesSentMail', 'password']);
  });

  test.each<[string, object, string]>([
    ['a share above 1', { stage: 'place', share: 2, action: { kind: 'discard' } }, 'share'],
    ['an action of another stage', { stage: 'rcpt', action: { kind: 'discard' } }, 'action.kind'],
    [
      'a code that is no refusal',
      { stage: 'mail', action: { kind: 'reply', code: 250, text: 'x' } },
      'action.code',
    ],
    [
      'a text of two lines',
      { stage: 'mail', action: { kind: 'reply', code: 550, text: 'a\nb' } },
      'action.text',
    ],
    [
      'a bad enhanced code',
      { stage: 'mail', action: { kind: 'reply', code: 550, enhanced: '5.7', text: 'x' } },
      'action.enhanced',
    ],
    ['a stage that there is not', { stage: 'helo', action: { kind: 'drop' } }, 'stage'],
    [
      'a match that its stage does not know',
      { stage: 'mail', match: { to: 'a@b.test' }, action: { kind: 'drop' } },
      'match.to',
    ],
    [
      'two words for a command',
      { stage: 'imap', match: { command: 'UID FETCH' }, action: { kind: 'drop' } },
      'match.command',
    ],
    [
      'a Message-ID before the message',
      { stage: 'data', match: { messageId: '<a@b>' }, action: { kind: 'drop', at: 'body' } },
      'match.messageId',
    ],
  ])('refuses a rule with %s', async (_what, rule, field) => {
    const request = mail.control.addFault({ id: 'bad', ...rule } as FaultRuleInput);
    expect(await problemsOf(request)).toEqual({ status: 400, fields: [field] });
    expect(await mail.control.listFaults()).toEqual([]);
  });

  test('says 404 for what there is not, 409 for what there is already', async () => {
    expect((await problemsOf(mail.control.readMailbox('nobody@two.test'))).status).toBe(404);
    expect((await problemsOf(mail.control.readMessages(boris.user, 'Nowhere'))).status).toBe(404);
    expect((await problemsOf(mail.control.removeFault('none'))).status).toBe(404);
    expect(
      (await problemsOf(mail.control.addMailbox({ address: 'ANNA@one.test', password: 'x' }))).status,
    ).toBe(409);
  });

  test('says what is wrong with a request that is no request', async () => {
    const url = `http://127.0.0.1:${mail.server.ports.control}`;
    const answer = await fetch(`${url}/mailboxes`, { method: 'POST', body: '{' });
    expect([answer.status, await answer.json()]).toEqual([400, { error: 'The body is not JSON.' }]);
    expect((await fetch(`${url}/mailboxes`, { method: 'PUT' })).status).toBe(404);
    expect((await fetch(`${url}/mailboxes/%zz`)).status).toBe(400);
  });

  test('puts raw mail into any folder with flags, and reads it back', async () => {
    const delivered = await mail.control.deliver(boris.user, 'Subject: Old\nX-A: 1\n\nText\n', {
      folder: 'Рассылки/2026',
      flags: ['\\Seen', '$Forwarded'],
    });
    expect(delivered).toMatchObject({ folder: 'Рассылки/2026', uid: 1 });
    await mail.control.deliver(boris.user, 'Subject: New\n\n', { folder: 'Рассылки/2026' });
    const [first, second] = await mail.control.readMessages(boris.user, 'Рассылки/2026');
    expect(first).toMatchObject({
      uid: 1,
      flags: ['\\Seen', '$Forwarded'],
      headers: { subject: 'Old', 'x-a': '1' },
    });
    expect(first?.raw.toString()).toBe('Subject: Old\r\nX-A: 1\r\n\r\nText\r\n');
    expect(await mail.control.readMessages(boris.user, 'Рассылки/2026', 1)).toEqual([second]);
  });

  test('tells its state', async () => {
    const status = await mail.control.status();
    expect(status).toMatchObject({
      ports: mail.server.ports,
      ca: mail.server.ca,
      processId: process.pid,
      mailboxes: 2,
    });
  });

  test('reads the log from a position on, by event, Message-ID and address', async () => {
    const { next } = await mail.control.readLog();
    await mail.send({ messageId: '<one@one.test>' });
    await mail.send({ messageId: '<two@one.test>' });
    const events = async (filter: Parameters<typeof mail.control.readLog>[0]) =>
      (await mail.control.readLog({ after: next, ...filter })).entries.map(({ event }) => event);
    expect(await events({ messageId: '<two@one.test>' })).toEqual(['accepted', 'delivered']);
    expect(await events({ event: 'accepted' })).toEqual(['accepted', 'accepted']);
    expect(await events({ address: boris.user, event: 'delivered' })).toEqual(['delivered', 'delivered']);
    expect(await events({ address: anna.user, event: 'delivered' })).toEqual([]);
  });

  test('waits for an entry that is still to come, and says when none came', async () => {
    const { next: after } = await mail.control.readLog();
    const coming = mail.control.waitForEntries('accepted', 2, { after });
    await mail.send();
    await mail.send();
    expect(await coming).toHaveLength(2);
    await expect(mail.control.waitForEntries('discarded', 1, {}, 50)).rejects.toThrow(/"discarded" 0 times/);
  });

  test('refuses a position that is none, and an event that there is not', async () => {
    expect(await problemsOf(mail.control.readLog({ after: 3 }))).toEqual({ status: 400, fields: ['after'] });
    expect(await problemsOf(mail.control.readLog({ after: 1e9 }))).toEqual({
      status: 400,
      fields: ['after'],
    });
    const unknown = 'exploded' as 'accepted';
    expect(await problemsOf(mail.control.readLog({ event: unknown }))).toEqual({
      status: 400,
      fields: ['event'],
    });
  });
});
