/** What one commit will do: changes with their UIDs and mod-sequences already decided, and the log entries that tell of them. */
import type {
  Change,
  DeliverySource,
  MailboxOptions,
  PendingDelivery,
  RawPlace,
  SpecialUse,
} from './changes.ts';
import type { MailEvent } from './mail-event.ts';
import type { FaultRule } from './fault-rules.ts';
import type { Folder, StoredMessage } from './folder.ts';
import { type Credentials, defaultFolders, type Mailbox } from './mailbox.ts';
import type { MailState } from './mail-state.ts';
import { messageIdOf } from './mime.ts';

export interface NewMessage {
  raw: RawPlace;
  messageId: string | undefined;
  flags: readonly string[];
  /** Wall clock, ms. */
  internalDate: number;
}

export class Transaction {
  readonly changes: Change[] = [];
  readonly events: MailEvent[] = [];
  readonly #keep: (bytes: Buffer) => RawPlace;
  readonly #counters = new Map<Folder, { uidNext: number; modseq: number }>();
  #uidValidity: number;

  constructor(state: MailState, keep: (bytes: Buffer) => RawPlace) {
    this.#keep = keep;
    this.#uidValidity = state.lastUidValidity;
  }

  log(event: MailEvent): void {
    this.events.push(event);
  }

  /** Writes the raw bytes down; they count for nothing until a change of this transaction points to them. */
  keepRaw(bytes: Buffer): { raw: RawPlace; messageId: string | undefined } {
    return { raw: this.#keep(bytes), messageId: messageIdOf(bytes) };
  }

  addMailbox(address: string, credentials: Credentials, options: MailboxOptions): void {
    this.changes.push({ type: 'mailbox-added', mailbox: address, ...credentials, options });
    for (const { path, specialUse } of defaultFolders) this.createFolder(address, path, specialUse);
  }

  changeMailbox(address: string, credentials: Credentials, options: MailboxOptions): void {
    this.changes.push({ type: 'mailbox-changed', mailbox: address, ...credentials, options });
  }

  removeMailbox(address: string): void {
    this.changes.push({ type: 'mailbox-removed', mailbox: address });
  }

  createFolder(mailbox: string, path: string, specialUse?: SpecialUse): void {
    this.changes.push({
      type: 'folder-created',
      mailbox,
      folder: path,
      specialUse,
      uidValidity: this.#nextUidValidity(),
      uidNext: 1,
      highestModseq: 1,
      subscribed: true,
    });
  }

  renameFolder(mailbox: string, path: string, to: string): void {
    this.changes.push({ type: 'folder-renamed', mailbox, folder: path, to });
  }

  deleteFolder(mailbox: string, path: string): void {
    this.changes.push({ type: 'folder-deleted', mailbox, folder: path });
  }

  subscribe(mailbox: string, path: string, subscribed: boolean): void {
    this.changes.push({ type: 'folder-subscribed', mailbox, folder: path, subscribed });
  }

  changeUidValidity(mailbox: string, folder: Folder): number {
    const uidValidity = this.#nextUidValidity();
    this.changes.push({ type: 'uid-validity-changed', mailbox, folder: folder.path, uidValidity });
    this.log({ event: 'uid-validity-changed', mailbox, folder: folder.path, uidValidity });
    return uidValidity;
  }

  /** Adds a message to a folder and gives its UID. */
  addMessage(mailbox: string, folder: Folder, message: NewMessage): number {
    const counter = this.#counter(folder);
    const uid = counter.uidNext++;
    counter.modseq += 1;
    this.changes.push({
      type: 'message-added',
      mailbox,
      folder: folder.path,
      uid,
      modseq: counter.modseq,
      raw: message.raw,
      flags: message.flags,
      internalDate: message.internalDate,
      messageId: message.messageId,
    });
    return uid;
  }

  /** Adds a message that comes from outside to a folder, and tells of it. */
  deliver(mailbox: Mailbox, folder: Folder, message: NewMessage, source: DeliverySource): number {
    const uid = this.addMessage(mailbox.address, folder, message);
    const { uidValidity, path } = folder;
    const { messageId } = message;
    this.log({ event: 'delivered', to: mailbox.address, folder: path, uid, uidValidity, messageId, source });
    return uid;
  }

  /** Sets a message's flags; nothing happens when they are the same already. */
  setFlags(mailbox: string, folder: Folder, message: StoredMessage, flags: readonly string[]): void {
    const added = flags.filter((flag) => !message.flags.includes(flag));
    const removed = message.flags.filter((flag) => !flags.includes(flag));
    if (added.length === 0 && removed.length === 0) return;
    const counter = this.#counter(folder);
    counter.modseq += 1;
    const { uid, messageId } = message;
    this.changes.push({
      type: 'flags-set',
      mailbox,
      folder: folder.path,
      uid,
      modseq: counter.modseq,
      flags,
    });
    this.log({ event: 'flagged', mailbox, folder: folder.path, uid, messageId, added, removed });
  }

  expunge(mailbox: string, folder: Folder, uids: readonly number[]): void {
    if (uids.length === 0) return;
    const counter = this.#counter(folder);
    counter.modseq += 1;
    this.changes.push({
      type: 'messages-expunged',
      mailbox,
      folder: folder.path,
      uids,
      modseq: counter.modseq,
    });
  }

  deliverLater(delivery: PendingDelivery): void {
    this.changes.push({ type: 'delivery-pending', delivery });
  }

  settleDelivery(id: string): void {
    this.changes.push({ type: 'delivery-settled', id });
  }

  addFault(rule: FaultRule): void {
    this.changes.push({ type: 'fault-added', rule, left: rule.times });
  }

  countFault(id: string): void {
    this.changes.push({ type: 'fault-applied', id });
  }

  removeFault(id: string): void {
    this.changes.push({ type: 'fault-removed', id });
  }

  #counter(folder: Folder): { uidNext: number; modseq: number } {
    let counter = this.#counters.get(folder);
    if (!counter) {
      counter = { uidNext: folder.uidNext, modseq: folder.highestModseq };
      this.#counters.set(folder, counter);
    }
    return counter;
  }

  /** Seconds since 1970 as RFC 3501 section 2.3.1.1 advises, but always higher than the last one. */
  #nextUidValidity(): number {
    this.#uidValidity = Math.max(Math.floor(Date.now() / 1000), this.#uidValidity + 1);
    return this.#uidValidity;
  }
}
