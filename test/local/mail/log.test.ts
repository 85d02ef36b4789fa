import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withImap } from './clients.ts';
import { anna, boris, freshId, startTestMail, type TestMail } from './server.ts';

describe('the log', () => {
  let mail: TestMail;

  beforeAll(async () => {
    mail = await startTestMail();
  });
  afterAll(() => mail.stop());

  test('tells the life of a message that is rescued from Junk, marked, filed and copied', async () => {
    const messageId = freshId();
    await mail.fault({ stage: 'place', action: { kind: 'folder', folder: 'Junk' } });
    await mail.send({ messageId });
    await withImap(mail.imap(boris), async (client) => {
      await client.mailboxCreate('Warm-up');
      await client.mailboxOpen('Junk');
      await client.messageMove('1', 'INBOX');
      await client.mailboxOpen('INBOX');
      await client.messageFlagsAdd('1', ['\\Seen', '$NotJunk']);
      await client.messageFlagsRemove('1', ['\\Seen']);
      await client.messageCopy('1', 'Archive');
      await client.messageMove('1', 'Warm-up');
    });
    const { entries } = await mail.control.readLog({ messageId });
    const mailbox = boris.user;
    const messages = [{ uid: 1, newUid: 1, messageId }];
    expect(entries).toMatchObject([
      { event: 'accepted', to: [mailbox] },
      { event: 'delivered', to: mailbox, folder: 'Junk', uid: 1 },
      { event: 'moved', mailbox, from: 'Junk', to: 'INBOX', messages },
      { event: 'flagged', mailbox, folder: 'INBOX', uid: 1, added: ['\\Seen', '$NotJunk'], removed: [] },
      { event: 'flagged', mailbox, folder: 'INBOX', uid: 1, added: [], removed: ['\\Seen'] },
      { event: 'copied', mailbox, from: 'INBOX', to: 'Archive', messages },
      { event: 'moved', mailbox, from: 'INBOX', to: 'Warm-up', messages },
    ]);
    expect(entries.map(({ at }) => at)).toEqual(entries.map(({ at }) => new Date(at).toISOString()).sort());
  });

  test('tells what a client appended and what it deleted', async () => {
    const messageId = freshId();
    await withImap(mail.imap(boris), async (client) => {
      await client.append('Sent', `Message-ID: ${messageId}\r\n\r\nText`);
      await client.mailboxOpen('Sent');
      await client.messageDelete('1');
    });
    const about = { mailbox: boris.user, folder: 'Sent' };
    expect(await mail.control.entries('appended', { messageId })).toMatchObject([{ ...about, uid: 1 }]);
    expect(await mail.control.entries('expunged')).toMatchObject([{ ...about, uids: [1] }]);
  });

  test('is silent about flags that were set already', async () => {
    const messageId = freshId();
    await mail.control.removeAllFaults();
    await mail.send({ messageId });
    await withImap(mail.imap(boris), async (client) => {
      await client.mailboxOpen('INBOX');
      for (let times = 0; times < 3; times++) await client.messageFlagsAdd('*', ['\\Flagged']);
    });
    expect(await mail.control.entries('flagged', { messageId })).toHaveLength(1);
  });

  test('tells of a client that went away in the middle of its message', async () => {
    const { next: after } = await mail.control.readLog();
    const socket = connect(mail.server.ports.smtp, '127.0.0.1');
    const answers = createInterface(socket)[Symbol.asyncIterator]();
    const login = Buffer.from(`\0${anna.user}\0${anna.pass}`).toString('base64');
    const commands = [
      'HELO client',
      `AUTH PLAIN ${login}`,
      `MAIL FROM:<${anna.user}>`,
      `RCPT TO:<${boris.user}>`,
      'DATA',
    ];
    await answers.next();
    for (const command of commands) {
      socket.write(`${command}\r\n`);
      await answers.next();
    }
    socket.write('Subject: broken off\r\n\r\nThe rest');
    socket.destroy();
    const [aborted] = await mail.control.waitForEntries('aborted', 1, { after });
    expect(aborted).toMatchObject({ user: anna.user, from: anna.user, to: [boris.user] });
    expect(await mail.control.entries('accepted', { after })).toEqual([]);
  });
});
