/** What happens to an accepted message: where its copies go, now or later, and who gets a report (stage `place` of the faults). */
import { createHash, randomUUID } from 'node:crypto';
import type { DeliverySource, PendingDelivery } from './changes.ts';
import type { Delays } from './delays.ts';
import { composeDsn } from './dsn.ts';
import type { FaultAction } from './fault-rules.ts';
import type { ChosenFault, Faults } from './faults.ts';
import type { Folder } from './folder.ts';
import { canonicalAddress, type Mailbox } from './mailbox.ts';
import { messageIdOf } from './mime.ts';
import type { MailStore } from './store.ts';
import type { Transaction } from './transaction.ts';

export interface Submission {
  session: string;
  user: string;
  from: string;
  to: readonly string[];
  raw: Buffer;
  clientName: string;
}

type Placement = ChosenFault<'place'> | undefined;

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
  accept(submission: Submission): string {
    const { session, user, from, to, raw } = submission;
    const queueId = randomUUID();
    const messageId = messageIdOf(raw);
    const placements = to.map((recipient) => ({
      recipient: canonicalAddress(recipient),
      fault: this.#faults.choose('place', {
        mailbox: user,
        from,
        to: recipient,
        messageId,
        protocol: 'smtp',
      }),
    }));
    for (const { recipient, fault } of placements) this.#makeFolder(recipient, fault);
    const pending = this.#store.transact((transaction) => {
      transaction.log({
        event: 'accepted',
        session,
        user,
        from: canonicalAddress(from),
        to: placements.map(({ recipient }) => recipient),
        messageId,
        sha256: createHash('sha256').update(raw).digest('hex'),
        size: raw.length,
      });
      this.#fileIntoSent(transaction, submission);
      return placements.flatMap(({ recipient, fault }) =>
        this.#place(transaction, { submission, queueId, recipient, fault }),
      );
    });
    for (const delivery of pending) this.#schedule(delivery);
    return queueId;
  }

  /** Goes on with the deliveries that were waiting when the server stopped; those whose time has passed happen now. */
  resume(): void {
    for (const delivery of this.#store.state.pending.values()) this.#schedule(delivery);
  }

  #place(
    transaction: Transaction,
    item: { submission: Submission; queueId: string; recipient: string; fault: Placement },
  ): PendingDelivery[] {
    const { submission, queueId, recipient, fault } = item;
    const { from, raw } = submission;
    const messageId = messageIdOf(raw);
    const action: FaultAction<'place'> | undefined = fault?.action;
    if (action?.kind === 'discard') {
      transaction.log({ event: 'discarded', to: recipient, messageId, fault: fault?.id ?? '' });
      return [];
    }
    const waiting: PendingDelivery[] = [];
    const unknown = !this.#store.mailbox(recipient);
    if (action?.kind === 'dsn')
      waiting.push(...this.#report(transaction, { ...action, submission, recipient }));
    else if (unknown) waiting.push(...this.#bounceUnknown(transaction, submission, recipient));
    if (unknown || (action?.kind === 'dsn' && action.action === 'failed')) return waiting;
    const folder = action?.kind === 'folder' ? action.folder : 'INBOX';
    const copy = Buffer.concat([traceFields(submission, queueId, recipient), raw]);
    const delayMs = action && action.kind !== 'dsn' ? action.delayMs : 0;
    const target = { to: recipient, from, folder, raw: copy, delayMs, source: 'smtp' as const };
    return [...waiting, ...this.#deliver(transaction, target)];
  }

  #bounceUnknown(transaction: Transaction, submission: Submission, recipient: string): PendingDelivery[] {
    const messageId = messageIdOf(submission.raw);
    const reported = submission.from !== '';
    transaction.log({ event: 'undeliverable', to: recipient, messageId, reported });
    const text = 'No such user here';
    const report = { action: 'failed', status: '5.1.1', text, delayMs: 0, submission, recipient } as const;
    return this.#report(transaction, report);
  }

  /** A report to the envelope sender; the null sender gets none (RFC 5321 section 6.1). */
  #report(
    transaction: Transaction,
    report: {
      action: 'failed' | 'delayed';
      status: string;
      text: string;
      delayMs: number;
      submission: Submission;
      recipient: string;
    },
  ): PendingDelivery[] {
    const { submission, delayMs, ...rest } = report;
    const sender = canonicalAddress(submission.from);
    if (sender === '' || !this.#store.mailbox(sender)) return [];
    const raw = composeDsn({ ...rest, sender, original: submission.raw, now: Date.now() });
    return this.#deliver(transaction, { to: sender, folder: 'INBOX', raw, delayMs, source: 'dsn' });
  }

  #deliver(
    transaction: Transaction,
    target: { to: string; folder: string; raw: Buffer; delayMs: number; source: DeliverySource },
  ): PendingDelivery[] {
    const { to, source, delayMs } = target;
    const kept = transaction.keepRaw(target.raw);
    const mailbox = this.#store.mailbox(to);
    if (delayMs > 0) {
      const due = Date.now() + delayMs;
      const delivery = { id: randomUUID(), due, to, folder: target.folder, source, ...kept };
      transaction.deliverLater(delivery);
      return [delivery];
    }
    const folder = mailbox && folderOrInbox(mailbox, target.folder);
    if (mailbox && folder) {
      transaction.deliver(mailbox, folder, { ...kept, flags: [], internalDate: Date.now() }, source);
    }
    return [];
  }

  #schedule(delivery: PendingDelivery): void {
    this.#delays.after(Math.max(0, delivery.due - Date.now()), () => {
      const { id, to, raw, messageId, source } = delivery;
      const mailbox = this.#store.mailbox(to);
      const folder = mailbox && folderOrInbox(mailbox, delivery.folder);
      this.#store.transact((transaction) => {
        transaction.settleDelivery(id);
        if (mailbox && folder) {
          const message = { raw, messageId, flags: [], internalDate: Date.now() };
          transaction.deliver(mailbox, folder, message, source);
        } else {
          transaction.log({ event: 'undeliverable', to, messageId, reported: false });
        }
      });
    });
  }

  #fileIntoSent(transaction: Transaction, { user, raw }: Submission): void {
    const mailbox = this.#store.mailbox(user);
    const sent = mailbox?.folderFor('\\Sent');
    if (!mailbox?.options.filesSentMail || !sent) return;
    const message = { ...transaction.keepRaw(raw), flags: ['\\Seen'], internalDate: Date.now() };
    transaction.deliver(mailbox, sent, message, 'sent-copy');
  }

  /** A rule may name a folder that the mailbox doesn't have yet, such as a provider's `Promotions`. */
  #makeFolder(recipient: string, fault: Placement): void {
    const mailbox = this.#store.mailbox(recipient);
    if (!mailbox || fault?.action.kind !== 'folder') return;
    const { folder } = fault.action;
    if (mailbox.folder(folder)) return;
    this.#store.transact((transaction) => transaction.createFolder(mailbox.address, folder));
  }
}

function folderOrInbox(mailbox: Mailbox, path: string): Folder | undefined {
  return mailbox.folder(path) ?? mailbox.folder('INBOX');
}

/** What the last server adds on top (RFC 5321 section 4.4). */
function traceFields(submission: Submission, queueId: string, recipient: string): Buffer {
  const date = new Date().toUTCString().replace('GMT', '+0000');
  return Buffer.from(
    [
      `Return-Path: <${submission.from}>`,
      `Delivered-To: ${recipient}`,
      `Received: from ${submission.clientName} by mail.local with ESMTPA id ${queueId}`,
      `\tfor <${recipient}>; ${date}`,
      '',
    ].join('\r\n'),
  );
}
