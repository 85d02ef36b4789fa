import type { Insertable, Selectable } from 'kysely';
import { budgetsOf, hourOf, lockBudgets, release, reserve } from './budgets.ts';
import { changeState } from './change-state.ts';
import type { Tx } from './connection.ts';
import type { Send } from './database.ts';
import type { SendState } from './ledger-states.ts';
import { recordSendEvent } from './send-events.ts';
import { readSend } from './send-rows.ts';

/**
 * The ledger: one row for each message, which is submitted at most once, and is not lost either. SMTP has no
 * idempotency key, and nobody can be un-mailed, so every step is committed before the next one begins, and each is a
 * compare-and-set on the row's state and attempt (ledger-states.ts has all that may follow each other).
 *
 *   reserveSend       -> reserved       unique by round and index, or by the mail that it answers
 *   beginSubmission   -> submitting     under a lease: this attempt, and nobody else, talks to the server
 *   markHandingOver   -> handing-over   between 354 and the first byte: from here on it may have been accepted
 *   recordOutcome     -> accepted | rejected | unknown | reserved again
 *   settleUnknown, recordReport         what is learnt later
 *   cancelSend        -> cancelled      any time before handing-over
 *
 * Who dies where, and what is found then:
 * - before beginSubmission has committed: `reserved`; the next one begins.
 * - after it, before markHandingOver has committed: `submitting` until the lease ends, then `reserved` again. Nothing
 *   was handed over, since a hand-over needs the commit, and the commit needs a lease that runs. Whoever is asked
 *   meanwhile is told to come back when the lease ends.
 * - after it (also if the commit's answer was lost, and the caller hung up), before recordOutcome: `handing-over`
 *   until the lease ends, then `unknown`. Nobody submits it again: evidence or a person settles it.
 * - the database is gone when the outcome is known: as above, but the attempt still knows, and records it later.
 *
 * Who else can hold the row:
 * - two workers begin the same send: they queue for the recipient's lock; the second finds `submitting`, and is busy.
 * - an old attempt still talks after its lease: markHandingOver refuses it, by attempt and lease. If it was handing
 *   over already, the row is `unknown` by then, and its late outcome settles it as long as nothing else has: certain
 *   news of that very attempt. Once another attempt has begun, or evidence has come, a late write changes nothing.
 * - a cancellation races markHandingOver: both update the row where it is `submitting`; the first to lock it wins, and
 *   the second, waiting, finds that its condition no longer holds.
 * - a report (DSN) overtakes the outcome: the report stands, since it says more.
 * - others draw from the same budgets: caps are judged and booked under the budgets' locks, so the sum holds. A mail
 *   in flight or of unknown outcome counts as used.
 * Locks are always taken in the order recipient, budgets, send.
 */

export { beginSubmission, markHandingOver, releaseExpired } from './submission.ts';
export type { Begun, BeginRequest, SendFacts } from './submission.ts';
export { recordOutcome } from './outcomes.ts';
export type { LedgerOutcome, RecordedOutcome } from './outcomes.ts';
export { noteReconciliation, recordReport, settleUnknown, unknownSendsDue } from './evidence.ts';
export type { MailReport } from './evidence.ts';
export { findByMessageIds, readSend, sendsOfMailbox } from './send-rows.ts';

/** What a send is; the ledger fills in the rest. */
export type NewSend = Pick<
  Insertable<Send>,
  | 'id'
  | 'tenantId'
  | 'kind'
  | 'mailboxId'
  | 'domainId'
  | 'partnerMailboxId'
  | 'roundId'
  | 'roundIndex'
  | 'answeredSendId'
  | 'threadId'
  | 'depth'
  | 'plot'
  | 'recipientProvider'
  | 'messageId'
> & { readonly slotAt: Date; readonly createdAt: Date };

/**
 * Writes a send down, with its place in the budgets. Called again (the same round and index, or answered mail), it
 * changes nothing and gives the row that is there.
 */
export async function reserveSend(tx: Tx, send: NewSend): Promise<Selectable<Send>> {
  await lockBudgets(tx, send);
  const inserted = await tx
    .insertInto('send')
    .values({ ...send, state: 'reserved', budgetHour: hourOf(send.slotAt) })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  if (!inserted) return existingSend(tx, send);
  await reserve(tx, budgetsOf(send), send.slotAt);
  return inserted;
}

async function existingSend(tx: Tx, send: NewSend): Promise<Selectable<Send>> {
  const { id, roundId = null, roundIndex = null, answeredSendId = null } = send;
  return tx
    .selectFrom('send')
    .selectAll()
    .where((where) =>
      where.or([
        where('id', '=', id),
        where.and([where('roundId', '=', roundId), where('roundIndex', '=', roundIndex)]),
        where('answeredSendId', '=', answeredSendId),
      ]),
    )
    .executeTakeFirstOrThrow();
}

export interface Cancellation {
  readonly sendId: string;
  /** A code, such as `mailbox-retired`. */
  readonly reason: string;
  readonly now: Date;
}

/** Ends a send that isn't being handed over. Gives the state that it is in now: `cancelled`, or what was too late for it. */
export async function cancelSend(tx: Tx, { sendId, reason, now }: Cancellation): Promise<SendState> {
  const send = await readSend(tx, sendId);
  await lockBudgets(tx, send);
  const before = await tx
    .selectFrom('send')
    .selectAll()
    .where('id', '=', sendId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const cancelled = await changeState(tx, sendId, 'cancelled', {
    leaseUntil: null,
    failureCode: reason,
    outcomeAt: now,
  });
  if (!cancelled) return before.state;
  if (before.budgetHour) {
    await release(tx, budgetsOf(send), before.budgetHour, before.state === 'reserved' ? 'reserved' : 'used');
  }
  await recordSendEvent(tx, cancelled, { kind: 'cancelled', at: now, detail: { reason } });
  return cancelled.state;
}
