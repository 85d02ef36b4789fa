/**
 * One folder of a mailbox and its messages, as IMAP sees them: UIDs rise and are never used again (RFC 3501 section 2.3.1.1),
 * every change gets a higher mod-sequence (RFC 7162 section 3.1).
 */
import type { RawPlace, SpecialUse } from './changes.ts';

export interface StoredMessage {
  readonly uid: number;
  readonly raw: RawPlace;
  readonly internalDate: number;
  readonly messageId: string | undefined;
  flags: readonly string[];
  modseq: number;
  expunged: boolean;
}

/** Who wants to hear of a folder's changes: IMAP sessions that have it selected. */
export interface FolderWatcher {
  /** The message's flags are others now. */
  flagsChanged(message: StoredMessage): void;
  /** Something changed, once per transaction. */
  folderChanged(): void;
  /** The folder is gone, or its UIDs mean something else now: what the watcher knows is worthless. */
  folderInvalid(): void;
}

export interface FolderState {
  uidValidity: number;
  uidNext: number;
  highestModseq: number;
  subscribed: boolean;
  specialUse: SpecialUse | undefined;
}

export class Folder {
  path: string;
  readonly specialUse: SpecialUse | undefined;
  uidValidity: number;
  uidNext: number;
  highestModseq: number;
  subscribed: boolean;
  /** In the order of their UIDs. */
  messages: StoredMessage[] = [];
  readonly watchers = new Set<FolderWatcher>();
  readonly #byMessageId = new Map<string, StoredMessage[]>();

  constructor(path: string, state: FolderState) {
    this.path = path;
    this.specialUse = state.specialUse;
    this.uidValidity = state.uidValidity;
    this.uidNext = state.uidNext;
    this.highestModseq = state.highestModseq;
    this.subscribed = state.subscribed;
  }

  /** The message with this UID, by binary search. */
  byUid(uid: number): StoredMessage | undefined {
    const index = firstAtOrAfter(this.messages, uid);
    const message = this.messages[index];
    return message?.uid === uid ? message : undefined;
  }

  /** Messages with this Message-ID (angle brackets included). */
  byMessageId(messageId: string): readonly StoredMessage[] {
    return this.#byMessageId.get(messageId.toLowerCase()) ?? [];
  }

  add(message: StoredMessage): void {
    this.messages.push(message);
    this.uidNext = Math.max(this.uidNext, message.uid + 1);
    this.highestModseq = Math.max(this.highestModseq, message.modseq);
    if (message.messageId === undefined) return;
    const key = message.messageId.toLowerCase();
    const same = this.#byMessageId.get(key);
    if (same) same.push(message);
    else this.#byMessageId.set(key, [message]);
  }

  setFlags(uid: number, flags: readonly string[], modseq: number): void {
    const message = this.byUid(uid);
    if (!message) return;
    message.flags = flags;
    message.modseq = modseq;
    this.highestModseq = Math.max(this.highestModseq, modseq);
    for (const watcher of this.watchers) watcher.flagsChanged(message);
  }

  expunge(uids: readonly number[], modseq: number): void {
    for (const uid of uids) {
      const message = this.byUid(uid);
      if (!message) continue;
      message.expunged = true;
      this.#forgetMessageId(message);
    }
    this.messages = this.messages.filter((message) => !message.expunged);
    this.highestModseq = Math.max(this.highestModseq, modseq);
  }

  /** Numbers all messages anew under another UIDVALIDITY, as servers do after a restore. */
  renumber(uidValidity: number): void {
    const old = this.messages;
    this.uidValidity = uidValidity;
    this.messages = [];
    this.#byMessageId.clear();
    this.uidNext = 1;
    for (const message of old) this.add({ ...message, uid: this.uidNext });
  }

  #forgetMessageId(message: StoredMessage): void {
    if (message.messageId === undefined) return;
    const key = message.messageId.toLowerCase();
    const left = (this.#byMessageId.get(key) ?? []).filter((other) => other !== message);
    if (left.length > 0) this.#byMessageId.set(key, left);
    else this.#byMessageId.delete(key);
  }
}

/** Index of the first message whose UID is at least this one; `messages.length` when there is none. */
export function firstAtOrAfter(messages: readonly StoredMessage[], uid: number): number {
  let low = 0;
  let high = messages.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((messages[middle]?.uid ?? Infinity) < uid) low = middle + 1;
    else high = middle;
  }
  return low;
}
