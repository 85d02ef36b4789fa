/**
 * The mail store: the state in memory, and the only way to change it. A transaction collects changes and log entries, which are
 * written down first and applied afterwards; if writing fails (a full disk), nothing has happened and the caller is told.
 */
import type { AppendFile } from './append-file.ts';
import type { Change, RawPlace } from './changes.ts';
import type { EventLog } from './event-log.ts';
import type { MailEvent } from './mail-event.ts';
import type { Folder, StoredMessage } from './folder.ts';
import { type Journal, memoryJournal, openJournal } from './journal.ts';
import type { Mailbox } from './mailbox.ts';
import { canonicalAddress } from './mailbox.ts';
import { MailState } from './mail-state.ts';
import { parseMime, type MimeMessage } from './mime.ts';
import { Transaction } from './transaction.ts';

/** Parsed messages that are kept: about 2 KB each. */
const parsedMessagesKept = 2_000;

export class MailStore {
  readonly state: MailState;
  readonly log: EventLog;
  readonly #journal: Journal;
  readonly #rawMessages: AppendFile;
  readonly #parsed = new Map<number, MimeMessage>();

  constructor(state: MailState, journal: Journal) {
    this.state = state;
    this.#journal = journal;
    this.#rawMessages = journal.rawMessages;
    this.log = journal.log;
  }

  mailbox(address: string): Mailbox | undefined {
    return this.state.mailboxes.get(canonicalAddress(address));
  }

  /** The folder at a path of a mailbox, made when it doesn't exist. */
  folderOrNew(mailbox: Mailbox, path: string): Folder {
    const existing = mailbox.folder(path);
    if (existing) return existing;
    this.transact((transaction) => transaction.createFolder(mailbox.address, path));
    return this.folderOrNew(mailbox, path);
  }

  /**
   * Runs `work`, then commits all that it asked for, or nothing. What `work` gives is given back.
   * @throws what `work` throws, or the system's error when the changes couldn't be written
   */
  transact<Result>(work: (transaction: Transaction) => Result): Result {
    const transaction = new Transaction(this.state, (bytes) => this.#keep(bytes));
    const result = work(transaction);
    const at = new Date().toISOString();
    this.#journal.append(
      transaction.changes,
      transaction.events.map((event) => ({ at, ...event })),
    );
    const touched = new Set<Folder>();
    for (const change of transaction.changes) {
      const folder = this.state.apply(change);
      if (folder) touched.add(folder);
    }
    for (const folder of touched) for (const watcher of [...folder.watchers]) watcher.folderChanged();
    return result;
  }

  /** Logs an event that changes nothing in the store. */
  record(event: MailEvent): void {
    this.transact((transaction) => transaction.log(event));
  }

  /** The same where nobody could be told that the disk is full. */
  recordIfPossible(event: MailEvent): void {
    try {
      this.record(event);
    } catch {
      // Whoever wants something of the server is told; this event only would have been nice to know.
    }
  }

  /** The bytes of a stored message. */
  read(message: Pick<StoredMessage, 'raw'>): Buffer {
    return this.#rawMessages.read(message.raw.position, message.raw.length);
  }

  /** The parts and header fields of a stored message; the latest ones are kept. */
  parsed(message: Pick<StoredMessage, 'raw'>): MimeMessage {
    const key = message.raw.position;
    const kept = this.#parsed.get(key);
    const parsed = kept ?? parseMime(this.read(message));
    this.#parsed.delete(key);
    this.#parsed.set(key, parsed);
    if (this.#parsed.size > parsedMessagesKept) {
      for (const oldest of this.#parsed.keys()) {
        this.#parsed.delete(oldest);
        break;
      }
    }
    return parsed;
  }

  close(): void {
    this.#journal.close();
  }

  #keep(bytes: Buffer): RawPlace {
    return { position: this.#rawMessages.append(bytes), length: bytes.length };
  }
}

/** Opens the store in a directory, or in memory without one. */
export function openStore(directory: string | undefined): MailStore {
  const state = new MailState();
  const journal =
    directory === undefined
      ? memoryJournal()
      : openJournal(
          directory,
          (change) => state.apply(change),
          () => snapshot(state),
        );
  return new MailStore(state, journal);
}

/** The changes that lead from nothing to this state. */
function* snapshot(state: MailState): Generator<Change> {
  for (const mailbox of state.mailboxes.values()) {
    const { address, password, token, options } = mailbox;
    yield { type: 'mailbox-added', mailbox: address, password, token, options };
    for (const folder of mailbox.folders.values()) yield* folderSnapshot(address, folder);
  }
  for (const delivery of state.pending.values()) yield { type: 'delivery-pending', delivery };
  for (const { rule, left } of state.rules.values()) yield { type: 'fault-added', rule, left };
}

function* folderSnapshot(mailbox: string, folder: Folder): Generator<Change> {
  const { path, specialUse, uidValidity, uidNext, highestModseq, subscribed } = folder;
  yield {
    type: 'folder-created',
    mailbox,
    folder: path,
    specialUse,
    uidValidity,
    uidNext,
    highestModseq,
    subscribed,
  };
  for (const { uid, modseq, raw, flags, internalDate, messageId } of folder.messages) {
    yield { type: 'message-added', mailbox, folder: path, uid, modseq, raw, flags, internalDate, messageId };
  }
}
