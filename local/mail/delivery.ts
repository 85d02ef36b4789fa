/** Takes submitted messages over and brings their copies to their folders, some of them later. */
import { createHash, randomUUID } from 'node:crypto';
import type { PendingDelivery } from './changes.ts';
import type { Delays } from './delays.ts';
import type { Faults } from './faults.ts';
import { type Copy, placeMessage, type SubmittedMessage } from './placement.ts';
import type { MailStore } from './store.ts';
import type { Transaction } from './transaction.ts';

/** How long a delivery waits that couldn't be written down, which is when the disk is full. */
const retryMs = 1_000;

export class Delivery {
  readonly #store: MailStore;
  readonly #faults: Faults;
  readonly #delays: Delays;

  constructor(store: MailStore, faults: Faults, delays: Delays) {
    this.#store = store;
    this.#faults = faults;
    this.#delays = delays;
  }

  /**
   * Takes a message over: once this returns, it is on disk, in the log, and delivered or sure to be. Gives its queue id.
   * @throws the system's error when it couldn't be written; then nothing has happened
   */
  accept(message: SubmittedMessage): string {
    const queueId = randomUUID();
    const placements = message.to.map((recipient) => this.#place(message, queueId, recipient));
    const copies = [...this.#sentCopy(message), ...placements.flatMap((placement) => placement.copies)];
    for (const { to, folder } of copies) this.#makeFolder(to, folder);
    const pending = this.#store.transact((transaction) => {
      const { session, user, from, to, raw, messageId } = message;
      const sha256 = createHash('sha256').update(raw).digest('hex');
      transaction.log({ event: 'accepted', session, user, from, to, messageId, sha256, size: raw.length });
      for (const { event } of placements) if (event) transaction.log(event);
      return copies.flatMap((copy) => this.#deliver(transaction, copy) ?? []);
    });
    for (const delivery of pending) this.#schedule(delivery);
    return queueId;
  }

  /** Goes on with the deliveries that were waiting when the server stopped; those whose time has passed happen now. */
  resume(): void {
    for (const delivery of this.#store.state.pending.values()) this.#schedule(delivery);
  }

  #place(message: SubmittedMessage, queueId: string, recipient: string) {
    const { user, from, messageId } = message;
    const fault = this.#faults.choose('place', { mailbox: user, from, to: recipient, messageId });
    const hasMailbox = (address: string) => this.#store.mailbox(address) !== undefined;
    return placeMessage({ message, queueId, recipient, fault, hasMailbox, now: Date.now() });
  }

  #sentCopy({ user, raw }: SubmittedMessage): Copy[] {
    const mailbox = this.#store.mailbox(user);
    const sent = mailbox?.folderFor('\\Sent');
    if (!mailbox?.options.filesSentMail || !sent) return [];
    return [{ to: user, folder: sent.path, raw, flags: ['\\Seen'], delayMs: 0, source: 'sent-copy' }];
  }

  /** Delivers a copy, or gives the delivery that waits for its time. */
  #deliver(transaction: Transaction, copy: Copy): PendingDelivery | undefined {
    const { to, folder, flags, source, delayMs } = copy;
    const kept = transaction.keepRaw(copy.raw);
    if (delayMs > 0) {
      const delivery = { id: randomUUID(), due: Date.now() + delayMs, to, folder, flags, source, ...kept };
      transaction.deliverLater(delivery);
      return delivery;
    }
    this.#deliverNow(transaction, { to, folder, flags, source, ...kept });
    return undefined;
  }

  #deliverNow(transaction: Transaction, delivery: Omit<PendingDelivery, 'id' | 'due'>): void {
    const { to, raw, messageId, flags, source } = delivery;
    const mailbox = this.#store.mailbox(to);
    const folder = mailbox?.folder(delivery.folder);
    if (!mailbox || !folder) {
      transaction.log({ event: 'undeliverable', to, messageId, reported: false });
      return;
    }
    const message = { raw, messageId, flags, internalDate: Date.now() };
    transaction.deliver(mailbox, folder, message, source);
  }

  #schedule(delivery: PendingDelivery, waitMs = delivery.due - Date.now()): void {
    this.#delays.after(Math.max(0, waitMs), () => {
      try {
        this.#makeFolder(delivery.to, delivery.folder);
        this.#store.transact((transaction) => {
          transaction.settleDelivery(delivery.id);
          this.#deliverNow(transaction, delivery);
        });
      } catch {
        this.#schedule(delivery, retryMs);
      }
    });
  }

  /** A rule may name a folder that the mailbox doesn't have yet, such as a provider's `Promotions`. */
  #makeFolder(to: string, path: string): void {
    const mailbox = this.#store.mailbox(to);
    if (mailbox) this.#store.folderOrNew(mailbox, path);
  }
}
