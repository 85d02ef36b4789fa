import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type MailStore, openStore } from '../../../local/mail/store.ts';

const address = 'boris@two.test';

describe('the journal', () => {
  let directory: string;
  let store: MailStore;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'samovar-journal-'));
    store = openStore(directory);
    store.transact((transaction) =>
      transaction.addMailbox(address, { password: 'secret', token: undefined }, { filesSentMail: false }),
    );
  });
  afterEach(() => {
    store.close();
    rmSync(directory, { recursive: true });
  });

  /** Opens again what is on disk. Closing writes nothing, so this is what a process leaves that died at once. */
  function reopen(): void {
    store.close();
    store = openStore(directory);
  }

  function deliver(subject: string): void {
    const mailbox = store.mailbox(address);
    const inbox = mailbox?.folder('INBOX');
    if (!mailbox || !inbox) throw new Error('no INBOX');
    store.transact((transaction) => {
      const kept = transaction.keepRaw(
        Buffer.from(`Message-ID: <${subject}@one.test>\r\nSubject: ${subject}\r\n\r\n`),
      );
      transaction.deliver(mailbox, inbox, { ...kept, flags: [], internalDate: 0 }, 'control');
    });
  }

  const subjects = () =>
    store
      .mailbox(address)
      ?.folder('INBOX')
      ?.messages.map((message) => store.parsed(message).fields.find(({ name }) => name === 'subject')?.value);
  const deliveredIds = async () =>
    (await store.log.query({ after: 0, event: 'delivered' })).entries.map(
      (entry) => 'messageId' in entry && entry.messageId,
    );
  const file = (name: string) => join(directory, name);

  test('ignores a commit that was only partly written, and goes on after it', () => {
    deliver('one');
    appendFileSync(file('journal.jsonl'), '{"changes":[{"type":"message-added","mail');
    reopen();
    expect(subjects()).toEqual(['one']);
    deliver('two');
    reopen();
    expect(subjects()).toEqual(['one', 'two']);
  });

  test('tells the log what a commit did when the process died between the two', async () => {
    deliver('one');
    const { length } = readFileSync(file('log.jsonl'));
    deliver('two');
    truncateSync(file('log.jsonl'), length);
    reopen();
    expect(await deliveredIds()).toEqual(['<one@one.test>', '<two@one.test>']);
  });

  test('makes a torn line of the log whole', async () => {
    deliver('one');
    deliver('two');
    const { length } = readFileSync(file('log.jsonl'));
    truncateSync(file('log.jsonl'), length - 20);
    reopen();
    expect(await deliveredIds()).toEqual(['<one@one.test>', '<two@one.test>']);
    reopen();
    expect(await deliveredIds()).toEqual(['<one@one.test>', '<two@one.test>']);
  });

  test('is written anew at the start, without what was undone', () => {
    const lines = () => readFileSync(file('journal.jsonl'), 'utf8').split('\n').length - 1;
    for (let number = 0; number < 50; number++) deliver(`number-${number}`);
    const folder = store.mailbox(address)?.folder('INBOX');
    if (!folder) throw new Error('no INBOX');
    const uids = folder.messages.slice(1).map(({ uid }) => uid);
    store.transact((transaction) => transaction.expunge(address, folder, uids));
    reopen();
    // One line each for the mailbox, its six folders and the message that is left.
    expect(lines()).toBe(8);
    expect(store.mailbox(address)?.folder('INBOX')?.uidNext).toBe(51);
  });

  test('survives a kill while it is written anew', () => {
    deliver('one');
    writeFileSync(file('journal.jsonl.new'), '{"changes":[');
    reopen();
    expect(subjects()).toEqual(['one']);
  });

  test('keeps bytes as they came', () => {
    const raw = Buffer.from([...Array(256).keys()]);
    const mailbox = store.mailbox(address);
    const inbox = mailbox?.folder('INBOX');
    if (!mailbox || !inbox) throw new Error('no INBOX');
    store.transact((transaction) => {
      const message = { ...transaction.keepRaw(raw), flags: [], internalDate: 0 };
      transaction.deliver(mailbox, inbox, message, 'control');
    });
    reopen();
    const [message] = store.mailbox(address)?.folder('INBOX')?.messages ?? [];
    expect(message && store.read(message).equals(raw)).toBe(true);
  });
});
