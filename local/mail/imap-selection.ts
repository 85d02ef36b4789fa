/**
 * The folder that an IMAP session has selected, as the session knows it. Others may change the folder meanwhile; message
 * sequence numbers stay what the client was told until it has been told otherwise (RFC 3501 section 7.4.1).
 */
import { firstAtOrAfter, type Folder, type FolderWatcher, type StoredMessage } from './folder.ts';
import { formatFlags } from './imap-format.ts';
import type { Mailbox } from './mailbox.ts';
import { resolveSequenceSet, type SequenceSet } from './sequence-set.ts';

export interface SelectionListener {
  selectedFolderChanged(): void;
  selectedFolderInvalid(): void;
}

export class Selection implements FolderWatcher {
  readonly mailbox: Mailbox;
  readonly folder: Folder;
  readonly readOnly: boolean;
  readonly #listener: SelectionListener;
  #view: StoredMessage[];
  #flagsChanged = new Set<StoredMessage>();

  constructor(mailbox: Mailbox, folder: Folder, readOnly: boolean, listener: SelectionListener) {
    this.mailbox = mailbox;
    this.folder = folder;
    this.readOnly = readOnly;
    this.#listener = listener;
    this.#view = [...folder.messages];
    folder.watchers.add(this);
  }

  close(): void {
    this.folder.watchers.delete(this);
  }

  flagsChanged(message: StoredMessage): void {
    this.#flagsChanged.add(message);
  }

  folderChanged(): void {
    this.#listener.selectedFolderChanged();
  }

  folderInvalid(): void {
    this.#listener.selectedFolderInvalid();
  }

  /** The session has just told the client of these flags itself. */
  flagsTold(message: StoredMessage): void {
    this.#flagsChanged.delete(message);
  }

  /** The messages as the client numbers them: the first has sequence number 1. */
  get messages(): readonly StoredMessage[] {
    return this.#view;
  }

  sequenceOf(message: StoredMessage): number {
    return firstAtOrAfter(this.#view, message.uid) + 1;
  }

  /** The messages of a set, in the order of the folder, without those that somebody has expunged meanwhile. */
  pick(set: SequenceSet, byUid: boolean): StoredMessage[] {
    const picked: StoredMessage[] = [];
    for (const { from, to } of resolveSequenceSet(set, byUid ? this.lastUid : this.#view.length)) {
      const start = byUid ? firstAtOrAfter(this.#view, from) : from - 1;
      const end = byUid ? firstAtOrAfter(this.#view, to + 1) : to;
      for (const message of this.#view.slice(Math.max(0, start), end)) {
        if (!message.expunged) picked.push(message);
      }
    }
    return picked;
  }

  get lastUid(): number {
    return this.#view.at(-1)?.uid ?? 0;
  }

  /**
   * The untagged responses that bring the client up to date: EXPUNGE (where the command in progress allows it, RFC 3501
   * section 7.4.1), EXISTS, FETCH with changed flags.
   */
  *updates(options: { expunges: boolean; modseq: boolean }): Generator<string> {
    if (options.expunges) yield* this.#expungeUpdates();
    const fresh = this.folder.messages.slice(firstAtOrAfter(this.folder.messages, this.lastUid + 1));
    if (fresh.length > 0) {
      this.#view.push(...fresh);
      yield `* ${this.#view.length} EXISTS`;
    }
    const changed = [...this.#flagsChanged];
    this.#flagsChanged.clear();
    for (const message of changed) {
      if (message.expunged) continue;
      const modseq = options.modseq ? ` MODSEQ (${message.modseq})` : '';
      yield `* ${this.sequenceOf(message)} FETCH (UID ${message.uid} FLAGS ${formatFlags(message.flags)}${modseq})`;
    }
  }

  *#expungeUpdates(): Generator<string> {
    if (this.#view.length === 0 || !this.#view.some((message) => message.expunged)) return;
    for (let index = this.#view.length - 1; index >= 0; index--) {
      if (this.#view[index]?.expunged) yield `* ${index + 1} EXPUNGE`;
    }
    this.#view = this.#view.filter((message) => !message.expunged);
  }
}
