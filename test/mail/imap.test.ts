import { expect, test } from 'vitest';
import { letter, withSession } from './letters.ts';
import { mailWorld, overEach, token } from './mail-world.ts';

const world = mailWorld();

test('knows the special folders, and makes Warm-up once, also when two come at the same time', async () => {
  const ann = await world.mailbox();
  const found = await Promise.all([
    withSession(ann, (session) => session.folders()),
    withSession(ann, (session) => session.folders()),
  ]);
  for (const folders of found) {
    expect(folders).toEqual({ inbox: 'INBOX', junk: 'Junk', sent: 'Sent', warmup: 'Warm-up' });
  }
  const { folders } = await world.control.readMailbox(ann.address);
  expect(folders.filter(({ path }) => /warm/i.test(path))).toHaveLength(1);
});

test('reads what is new, page by page, and changes nothing', async () => {
  const ann = await world.mailbox();
  const ids: string[] = [];
  for (let index = 0; index < 5; index += 1) ids.push((await ann.deliver()).id);
  await withSession(ann, async (session) => {
    const first = await session.newMessages('INBOX', null, 3);
    expect(first.messages.map(({ messageId }) => messageId)).toEqual(ids.slice(0, 3));
    expect(first).toMatchObject({ hasMore: true, uidValidityChanged: false });
    const second = await session.newMessages('INBOX', first.cursor, 3);
    expect(second.messages.map(({ messageId }) => messageId)).toEqual(ids.slice(3));
    expect(second.hasMore).toBe(false);
    const nothing = await session.newMessages('INBOX', second.cursor, 3);
    expect(nothing).toMatchObject({ messages: [], cursor: second.cursor, hasMore: false });
    // In a folder that is selected all the while, too.
    const { id } = await ann.deliver();
    const third = await session.newMessages('INBOX', nothing.cursor, 3);
    expect(third.messages.map(({ messageId }) => messageId)).toEqual([id]);
  });
  expect(Object.values(await ann.flags()).flat()).toEqual([]);
});

test('summarises what the inbox rules look at', async () => {
  const ann = await world.mailbox();
  const { id, raw } = await ann.deliver('INBOX', {
    From: '"Lee, Ann" <ann.lee@two.test>, second@two.test',
    'In-Reply-To': 'your mail <b@one.test>',
    References: '<a@one.test>\n <b@one.test>',
    'Content-Type': 'multipart/report; report-type=delivery-status; boundary="x"',
    'X-Order-Route-Ref': 'abc',
    'X-Other': 'not asked for',
  });
  await withSession(ann, async (session) => {
    const { messages } = await session.newMessages('INBOX', null, 10);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatchObject({
      messageId: id,
      inReplyTo: '<b@one.test>',
      references: ['<a@one.test>', '<b@one.test>'],
      from: 'ann.lee@two.test',
      isReport: true,
      sizeBytes: raw.replaceAll('\n', '\r\n').length,
    });
    expect(messages[0]?.headers.get('x-order-route-ref')).toBe('abc');
    expect(messages[0]?.headers.has('x-other')).toBe(false);
  });
});

test('reads a folder anew when the server has renumbered it', async () => {
  const ann = await world.mailbox();
  const letters = [await ann.deliver(), await ann.deliver()];
  const { cursor } = await withSession(ann, (session) => session.newMessages('INBOX', null, 10));
  await world.control.changeUidValidity(ann.address);
  const again = await withSession(ann, (session) => session.newMessages('INBOX', cursor, 10));
  expect(again.uidValidityChanged).toBe(true);
  expect(again.messages.map(({ messageId }) => messageId)).toEqual(letters.map(({ id }) => id));
  expect(again.cursor.uidValidity).not.toBe(cursor.uidValidity);
  const after = await withSession(ann, (session) => session.newMessages('INBOX', again.cursor, 10));
  expect(after).toMatchObject({ messages: [], uidValidityChanged: false });
});

test('skips for good what came before a day, in a mailbox that had a life before us', async () => {
  const ann = await world.mailbox();
  await withSession(ann, async (session) => {
    const old = { seen: true, date: new Date('2020-01-01T12:00:00Z') };
    for (let index = 0; index < 3; index += 1) await session.append('INBOX', Buffer.from(letter().raw), old);
    const since = new Date('2026-01-01T00:00:00Z');
    const first = await session.newMessages('INBOX', null, 10, since);
    expect(first.messages).toEqual([]);
    const { id } = await ann.deliver();
    const second = await session.newMessages('INBOX', first.cursor, 10);
    expect(second.messages.map(({ messageId }) => messageId)).toEqual([id]);
  });
});

test('finds messages by their ids where they were placed, and only them', async () => {
  const ann = await world.mailbox();
  const inInbox = await ann.deliver();
  const inJunk = await ann.deliver('Junk');
  await ann.deliver('Junk', { 'Message-ID': `${inJunk.id.slice(0, -1)}.longer>` });
  const copy = await ann.deliver('Junk', { 'Message-ID': inJunk.id });
  const ids = [inInbox.id, inJunk.id, '<unknown@two.test>', '<two.test>'];
  await withSession(ann, async (session) => {
    expect(await session.findByMessageId('INBOX', ids)).toEqual(new Map([[inInbox.id, inInbox.uid]]));
    expect(await session.findByMessageId('Junk', ids)).toEqual(new Map([[inJunk.id, inJunk.uid]]));
    expect(copy.uid).toBeGreaterThan(inJunk.uid);
    expect(await session.findByMessageId('Junk', [])).toEqual(new Map());
  });
});

test('finds more messages than fit into one question', async () => {
  const ann = await world.mailbox();
  const letters: { id: string; uid: number }[] = [];
  for (let index = 0; index < 45; index += 1) letters.push(await ann.deliver());
  const found = await withSession(ann, (session) =>
    session.findByMessageId(
      'INBOX',
      letters.map(({ id }) => id),
    ),
  );
  expect(found).toEqual(new Map(letters.map(({ id, uid }) => [id, uid])));
});

test('rescues mail from Junk, marked as not junk; once more does nothing', async () => {
  const ann = await world.mailbox();
  const rescued = await ann.deliver('Junk');
  const left = await ann.deliver('Junk');
  await withSession(ann, async (session) => {
    const moved = await session.rescue([rescued.uid]);
    expect([...moved.keys()]).toEqual([rescued.uid]);
    const [uid = 0] = moved.values();
    expect(await ann.flags()).toEqual({ [uid]: ['$NotJunk'] });
    expect(await ann.flags('Junk')).toEqual({ [left.uid]: [] });
    expect(await session.rescue([rescued.uid])).toEqual(new Map());
    expect(await session.rescue([])).toEqual(new Map());
  });
});

test('takes the junk mark away from what it rescues', async () => {
  const ann = await world.mailbox();
  const { raw } = letter();
  const { uid } = await world.control.deliver(ann.address, raw, { folder: 'Junk', flags: ['$Junk'] });
  await withSession(ann, (session) => session.rescue([uid]));
  expect(Object.values(await ann.flags())).toEqual([['$NotJunk']]);
});

test('marks and files what it is told to, nothing else, and takes what is gone for done', async () => {
  const ann = await world.mailbox();
  const [first, second, third] = [await ann.deliver(), await ann.deliver(), await ann.deliver()];
  await withSession(ann, async (session) => {
    await session.markSeen('INBOX', [first.uid, 999]);
    await session.flag('INBOX', [second.uid]);
    await session.markSeen('INBOX', []);
    expect(await ann.flags()).toEqual({
      [first.uid]: ['\\Seen'],
      [second.uid]: ['\\Flagged'],
      [third.uid]: [],
    });
    const { warmup } = await session.folders();
    const moved = await session.move('INBOX', [first.uid, 999], warmup);
    expect([...moved.keys()]).toEqual([first.uid]);
    expect(await session.move('INBOX', [first.uid], warmup)).toEqual(new Map());
    await session.markSeen('INBOX', [first.uid]);
    expect(Object.values(await ann.flags(warmup))).toEqual([['\\Seen']]);
  });
});

test('fetches a message as it came, without marking it as seen', async () => {
  const ann = await world.mailbox();
  const { uid, raw } = await ann.deliver();
  await withSession(ann, async (session) => {
    expect((await session.fetchRaw('INBOX', uid))?.toString()).toBe(raw.replaceAll('\n', '\r\n'));
    expect(await session.fetchRaw('INBOX', uid + 1)).toBeNull();
  });
  expect(await ann.flags()).toEqual({ [uid]: [] });
});

test('files one copy in Sent, however often it is told to', async () => {
  const ann = await world.mailbox();
  const raw = Buffer.from(letter().raw.replaceAll('\n', '\r\n'));
  const date = new Date('2026-02-03T04:05:06Z');
  await withSession(ann, async (session) => {
    const uid = await session.append('Sent', raw, { seen: true, date });
    expect(await session.append('Sent', raw, { seen: true, date })).toBe(uid);
    const { messages } = await session.newMessages('Sent', null, 10);
    expect(messages.map((message) => message.date)).toEqual([date]);
    expect(await ann.flags('Sent')).toEqual({ [uid ?? 0]: ['\\Seen'] });
  });
});

test('connects over TLS, STARTTLS and, on this machine, without; with a password or a token', async () => {
  const ann = await world.mailbox();
  const { imap: plain, imaps: secure } = world.server.ports;
  for (const [security, endpoint] of overEach(ann.imap, { plain, secure })) {
    await withSession({ ...ann, imap: endpoint }, async (session) => {
      expect((await session.folders()).inbox, security).toBe('INBOX');
    });
  }
  const auth = { user: ann.address, accessToken: token };
  await withSession({ ...ann, imap: { ...ann.imap, auth } }, async (session) =>
    expect(session.isOpen).toBe(true),
  );
});
