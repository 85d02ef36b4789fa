/** Flags, and mail that moves. */
import { expect, test } from 'vitest';
import { type ContractContext, flagsOf, letter } from './contract-context.ts';

export function changingContract(context: ContractContext): void {
  test('keeps system flags and keywords, and takes them away again', async () => {
    await context.inInbox([letter('<a@one.test>')], async (client) => {
      await client.messageFlagsAdd('1', ['\\Seen', '\\Answered', '$NotJunk']);
      await client.messageFlagsRemove('1', ['\\Answered']);
      const message = await client.fetchOne('1', { flags: true });
      expect(flagsOf(message)).toEqual(expect.arrayContaining(['\\Seen', '$NotJunk']));
      expect(flagsOf(message)).not.toContain('\\Answered');
    });
  });

  test('moves a message out of Junk and says where it went', async () => {
    await context.inInbox([letter('<a@one.test>'), letter('<b@one.test>')], async (client) => {
      await client.messageFlagsAdd('2', ['$Junk']);
      const away = await client.messageMove('2', 'Junk');
      const inbox = await client.mailboxOpen('Junk');
      const junkUid = (away && away.uidMap?.get(2)) || 0;
      expect(inbox.exists).toBe(1);
      expect(flagsOf(await client.fetchOne(String(junkUid), { flags: true }, { uid: true }))).toContain(
        '$Junk',
      );
      const back = await client.messageMove(String(junkUid), 'INBOX', { uid: true });
      const opened = await client.mailboxOpen('INBOX');
      expect(back && back.uidMap?.get(junkUid)).toBe(3);
      expect(opened.exists).toBe(2);
    });
  });

  test('copies a message and leaves the original', async () => {
    await context.inInbox([letter('<a@one.test>')], async (client) => {
      const copied = await client.messageCopy('1', 'Archive');
      expect(copied && copied.uidMap?.get(1)).toBe(1);
      expect(await client.status('INBOX', { messages: true })).toMatchObject({ messages: 1 });
      expect(await client.status('Archive', { messages: true })).toMatchObject({ messages: 1 });
    });
  });

  test('says that a folder is missing when something shall go there', async () => {
    await context.inInbox([letter('<a@one.test>')], async (client) => {
      expect(await client.messageMove('1', 'Nowhere')).toBe(false);
      expect(await client.status('INBOX', { messages: true })).toMatchObject({ messages: 1 });
    });
  });

  test('appends a message with flags and date, and says its UID', async () => {
    await context.inInbox([], async (client) => {
      const date = new Date('2026-01-02T03:04:05Z');
      const appended = await client.append('Sent', letter('<sent@one.test>'), ['\\Seen'], date);
      const opened = await client.mailboxOpen('Sent');
      const uid = appended && appended.uid;
      expect(appended && appended.uidValidity).toBe(opened.uidValidity);
      const message = await client.fetchOne(
        String(uid),
        { flags: true, internalDate: true, envelope: true },
        { uid: true },
      );
      expect(flagsOf(message)).toContain('\\Seen');
      expect(message && message.internalDate).toEqual(date);
      expect(message && message.envelope?.messageId).toBe('<sent@one.test>');
    });
  });

  test('deletes only the messages that are named', async () => {
    await context.inInbox(
      [letter('<a@one.test>'), letter('<b@one.test>'), letter('<c@one.test>')],
      async (client) => {
        await client.messageFlagsAdd('1', ['\\Deleted']);
        await client.messageDelete('2', { uid: true });
        expect(await client.search({ all: true }, { uid: true })).toEqual([1, 3]);
      },
    );
  });

  test('never uses a UID twice', async () => {
    await context.inInbox([letter('<a@one.test>'), letter('<b@one.test>')], async (client, account) => {
      await client.messageDelete('2');
      await context.server.deliver(account.user, letter('<c@one.test>'));
      await client.noop();
      expect(await client.search({ all: true }, { uid: true })).toEqual([1, 3]);
      expect(await client.status('INBOX', { uidNext: true })).toMatchObject({ uidNext: 4 });
    });
  });
}
