import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type FaultRuleInput, inShare } from '../../../local/mail/index.ts';
import { withImap } from './clients.ts';
import { anna, boris, freshId, startTestMail, type TestMail } from './server.ts';

let mail: TestMail;

beforeAll(async () => {
  mail = await startTestMail();
});
afterEach(() => mail.control.removeAllFaults());
afterAll(() => mail.stop());

describe('the place of accepted mail', () => {
  test('can be Junk, or any folder', async () => {
    const [junk, promotion] = [freshId(), freshId()];
    await mail.control.addFault({
      id: 'junk',
      stage: 'place',
      match: { messageId: junk },
      action: { kind: 'folder', folder: 'Junk' },
    });
    await mail.control.addFault({
      id: 'promotions',
      stage: 'place',
      match: { messageId: promotion },
      action: { kind: 'folder', folder: 'Promotions' },
    });
    for (const messageId of [junk, promotion]) await mail.send({ messageId });
    expect(await mail.copiesIn('Junk', junk)).toBe(1);
    expect(await mail.copiesIn('Promotions', promotion)).toBe(1);
    expect(await mail.copiesIn('INBOX', junk)).toBe(0);
  });

  test('is Junk for a share of the messages, always the same ones', async () => {
    const messageIds = Array.from({ length: 60 }, freshId);
    await mail.fault({ stage: 'place', share: 0.3, action: { kind: 'folder', folder: 'Junk' } });
    for (const messageId of messageIds) await mail.send({ messageId });
    const inJunk = new Set(
      (await mail.control.readMessages(boris.user, 'Junk')).map(({ messageId }) => messageId),
    );
    const expected = messageIds.filter((messageId) => inShare('test', messageId, 0.3));
    expect(messageIds.filter((messageId) => inJunk.has(messageId))).toEqual(expected);
    expect(expected.length).toBeGreaterThan(5);
    expect(expected.length).toBeLessThan(35);
  });

  test('can be nowhere', async () => {
    const messageId = freshId();
    await mail.fault({ stage: 'place', action: { kind: 'discard' } });
    await mail.send({ messageId });
    const { entries } = await mail.control.readLog({ messageId });
    expect(entries.map(({ event }) => event)).toEqual(['accepted', 'discarded']);
    expect(await mail.copiesIn('INBOX', messageId)).toBe(0);
  });

  test('can be reached late', async () => {
    const messageId = freshId();
    await mail.fault({ stage: 'place', action: { kind: 'delay', delayMs: 50 } });
    await mail.send({ messageId });
    expect(await mail.control.entries('delivered', { messageId })).toEqual([]);
    await mail.control.waitForEntries('delivered', 1, { messageId });
    expect(await mail.copiesIn('INBOX', messageId)).toBe(1);
  });

  test('applies to the domain, the address and the sender that the rule names', async () => {
    const action = { kind: 'folder', folder: 'Junk' } as const;
    const folderFor = async (match: FaultRuleInput['match']) => {
      const messageId = freshId();
      await mail.fault({ stage: 'place', match, action });
      await mail.send({ messageId });
      return (await mail.copiesIn('Junk', messageId)) === 1 ? 'Junk' : 'INBOX';
    };
    expect(await folderFor({ to: 'two.test' })).toBe('Junk');
    expect(await folderFor({ to: 'BORIS@two.test' })).toBe('Junk');
    expect(await folderFor({ from: 'one.test', to: 'boris@two.test' })).toBe('Junk');
    expect(await folderFor({ to: 'one.test' })).toBe('INBOX');
    expect(await folderFor({ to: 'oris@two.test' })).toBe('INBOX');
    expect(await folderFor({ to: 'wo.test' })).toBe('INBOX');
  });
});

describe('a report on request', () => {
  test('comes back to the sender and names recipient, status and the message it is about', async () => {
    const messageId = freshId();
    const text = 'Mailbox boris@two.test is gone';
    await mail.fault({ stage: 'place', action: { kind: 'dsn', status: '5.2.1', text, delayMs: 20 } });
    await mail.send({ messageId });
    const [delivered] = await mail.control.waitForEntries('delivered', 1, { address: anna.user });
    expect(delivered).toMatchObject({ source: 'dsn', folder: 'INBOX' });
    expect(await mail.copiesIn('INBOX', messageId)).toBe(0);
    const [report] = await mail.control.readMessages(anna.user);
    expect(report?.headers).toMatchObject({
      'return-path': '<>',
      'auto-submitted': 'auto-replied',
      'in-reply-to': messageId,
      'content-type': expect.stringMatching(/^multipart\/report; report-type=delivery-status/) as string,
    });
    const raw = report?.raw.toString() ?? '';
    expect(raw).toContain('Final-Recipient: rfc822; boris@two.test\r\nAction: failed\r\nStatus: 5.2.1\r\n');
    expect(raw).toContain(`Diagnostic-Code: smtp; 550 5.2.1 ${text}`);
    expect(raw).toContain(`Message-ID: ${messageId}`);
    const structure = await withImap(mail.imap(anna), async (client) => {
      await client.mailboxOpen('INBOX');
      return client.fetchOne('1', { bodyStructure: true });
    });
    const parts = structure && structure.bodyStructure?.childNodes?.map(({ type }) => type);
    expect(parts).toEqual(['text/plain', 'message/delivery-status', 'text/rfc822-headers']);
  });

  test('can say that the mail is only delayed, which then arrives', async () => {
    const messageId = freshId();
    const before = (await mail.control.readMessages(anna.user)).length;
    await mail.fault({
      stage: 'place',
      action: { kind: 'dsn', action: 'delayed', status: '4.4.1', text: 'No answer' },
    });
    await mail.send({ messageId });
    expect(await mail.copiesIn('INBOX', messageId)).toBe(1);
    const report = (await mail.control.readMessages(anna.user))[before];
    expect(report?.raw.toString()).toContain('Action: delayed\r\nStatus: 4.4.1\r\n');
  });

  test('comes for a recipient that was accepted though nobody has it', async () => {
    const messageId = freshId();
    await mail.fault({ stage: 'rcpt', match: { to: 'gone@two.test' }, action: { kind: 'accept' } });
    await mail.send({ messageId, to: 'gone@two.test' });
    const [undeliverable] = await mail.control.entries('undeliverable', { messageId });
    expect(undeliverable).toMatchObject({ to: 'gone@two.test', reported: true });
    const report = (await mail.control.readMessages(anna.user)).at(-1);
    expect(report?.raw.toString()).toContain('Status: 5.1.1');
  });
});
