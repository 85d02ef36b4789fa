import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { expect, test } from 'vitest';
import { composeMessage, type MessageDraft } from '../../mail/compose.ts';

const draft: MessageDraft = {
  from: { name: 'Ann Lee', address: 'ann@one.test' },
  to: { name: 'Bob', address: 'bob@two.test' },
  subject: 'hello',
  text: 'Hello Bob,\n\nhow are you?\n',
  messageId: '<id-1@one.test>',
  date: new Date('2026-03-04T05:06:07Z'),
};

test('what was composed is read back, in any language', async () => {
  const textOf = fc.stringMatching(/^[\p{L}\p{P} \n]{1,200}$/u);
  const nameOf = fc.stringMatching(/^\p{L}[\p{L}'.]{0,30} ?\p{L}$/u);
  await fc.assert(
    fc.asyncProperty(nameOf, textOf, textOf, async (name, subject, text) => {
      const oneLine = subject.replaceAll('\n', ' ').replace(/ +/g, ' ').trim();
      const { raw } = await composeMessage({
        ...draft,
        from: { ...draft.from, name },
        subject: oneLine,
        text,
      });
      const message = await PostalMime.parse(raw);
      expect(message.subject ?? '').toBe(oneLine);
      expect(message.from).toMatchObject({ name, address: 'ann@one.test' });
      expect(message.text?.replaceAll('\r\n', '\n').trimEnd()).toBe(text.trimEnd());
    }),
    { numRuns: 50 },
  );
});

test('fits into seven bits, with CRLF throughout, and is the same each time', async () => {
  const russian = { ...draft, subject: 'Привет, Борис', text: 'Привет!\n\nКак дела?\n' };
  const { raw } = await composeMessage(russian);
  expect(raw.every((byte) => byte < 128)).toBe(true);
  expect(raw.toString()).not.toMatch(/[^\r]\n/);
  expect((await composeMessage(russian)).raw.equals(raw)).toBe(true);
});

test('carries its id, date, thread and extra headers', async () => {
  const { raw, envelope } = await composeMessage({
    ...draft,
    inReplyTo: '<b@two.test>',
    references: ['<a@one.test>', '<b@two.test>'],
    extraHeaders: { 'X-Order-Route-Ref': 'abc' },
  });
  const text = raw.toString();
  expect(text).toContain('Message-ID: <id-1@one.test>\r\n');
  expect(text).toContain('Date: Wed, 04 Mar 2026 05:06:07 +0000\r\n');
  expect(text).toContain('In-Reply-To: <b@two.test>\r\n');
  expect(text).toContain('References: <a@one.test> <b@two.test>\r\n');
  expect(text).toContain('X-Order-Route-Ref: abc\r\n');
  expect(text).not.toMatch(/X-Mailer|User-Agent/i);
  expect(envelope).toEqual({ from: 'ann@one.test', to: 'bob@two.test' });
});

test('keeps a line that begins with a dot or with From', async () => {
  const { raw } = await composeMessage({ ...draft, text: '.\n..two\nFrom here on\n' });
  expect((await PostalMime.parse(raw)).text).toBe('.\n..two\nFrom here on\n');
});

const injections: [string, Partial<MessageDraft>, string][] = [
  ['a name', { from: { name: 'Ann\r\nBcc: eve@evil.test', address: 'ann@one.test' } }, 'from.name'],
  ['a subject', { subject: 'hello\nBcc: eve@evil.test' }, 'subject'],
  ['a NUL', { subject: 'hel\0lo' }, 'subject'],
  ['two recipients', { to: { name: '', address: 'bob@two.test, eve@evil.test' } }, 'to.address'],
  ['no address', { to: { name: '', address: 'bob' } }, 'to.address'],
  ['a message id', { messageId: '<a@b>\r\nBcc: <eve@evil.test>' }, 'messageId'],
  ['an answered id', { inReplyTo: 'a b' }, 'inReplyTo'],
  ['a reference', { references: ['<a@b>', '<c@d>\r\nX: y'] }, 'references'],
  ['an extra header', { extraHeaders: { 'X-A': 'b\r\nBcc: eve@evil.test' } }, 'extraHeaders.X-A'],
  ['an extra header name', { extraHeaders: { 'X-A: b\r\nBcc': 'eve@evil.test' } }, 'extraHeaders'],
  ['a header of its own', { extraHeaders: { Bcc: 'eve@evil.test' } }, 'extraHeaders'],
  ['a content type', { extraHeaders: { 'Content-Type': 'text/html' } }, 'extraHeaders'],
];

test.each(injections)('refuses to smuggle anything in by %s', async (_name, change, field) => {
  await expect(composeMessage({ ...draft, ...change })).rejects.toMatchObject({
    code: 'validation-failed',
    details: { fieldErrors: { [field]: [expect.any(String)] } },
  });
});

test('names every problem at once', async () => {
  const error = await composeMessage({ ...draft, subject: 'a\nb', messageId: 'none' }).catch(
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({
    details: { fieldErrors: { subject: [expect.any(String)], messageId: [expect.any(String)] } },
  });
});
