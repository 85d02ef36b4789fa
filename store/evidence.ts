import { sql, type Selectable } from 'kysely';
import { changeState, type SendChange } from './change-state.ts';
import type { Tx } from './connection.ts';
import type { Send } from './database.ts';
import { databaseTime } from './database-time.ts';
import { reject } from './outcomes.ts';
import { recordSendEvent } from './send-events.ts';
import { findByMessageIds, readSend } from './send-rows.ts';

export interface Settlement {
  readonly sendId: string;
  readonly as: 'accepted' | 'rejected';
  readonly evidence: NonNullable<Send['outcomeEvidence']>;
  readonly now: Date;
}

/**
 * Settles a send of unknown outcome by evidence; also one whose attempt died handing over, and that nobody has looked
 * at since. Gives whether there was anything to settle: any other send, one that is being handed over included, stays.
 */
export async function settleUnknown(tx: Tx, { sendId, as, evidence, now }: Settlement): Promise<boolean> {
  const send = await readSend(tx, sendId);
  const isOpen =
    send.state === 'unknown' || (send.state === 'handing-over' && (await isLeaseOver(tx, sendId)));
  if (!isOpen) return false;
  const facts: SendChange = { outcomeAt: now, outcomeEvidence: evidence, reconcileAt: null };
  const guard = { attempt: send.attempt };
  const settled =
    as === 'accepted'
      ? await changeState(tx, sendId, 'accepted', facts, guard)
      : await reject(tx, send, facts, guard);
  if (!settled) return false;
  await recordSendEvent(tx, settled, { kind: 'settled', at: now, detail: { as, evidence } });
  return true;
}

/** What a report says about a mail of ours: a delivery status notification (RFC 3464) or a complaint (RFC 5965). */
export type MailReport =
  | {
      readonly kind: 'dsn';
      readonly originalMessageId: string | null;
      readonly action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded';
      readonly status: string | null;
      readonly code: number | null;
    }
  | { readonly kind: 'arf'; readonly originalMessageId: string | null; readonly feedbackType: string };

/**
 * Records a report that came to the mailbox about a mail that it had sent; a report about anything else is passed over.
 * Gives the send's id, or null.
 */
export async function recordReport(
  tx: Tx,
  mailboxId: string,
  report: MailReport,
  now: Date,
): Promise<string | null> {
  if (report.originalMessageId === null) return null;
  const sends = await findByMessageIds(tx, [report.originalMessageId]);
  const send = sends.find((one) => one.mailboxId === mailboxId);
  if (!send) return null;
  const state = stateAfterReport(report);
  if (state) {
    const evidence =
      send.state === 'unknown' ? ({ outcomeEvidence: 'report', reconcileAt: null } as const) : {};
    await changeState(tx, send.id, state, { ...evidence, outcomeAt: now });
  }
  const detail =
    report.kind === 'dsn'
      ? { action: report.action, status: report.status, code: report.code }
      : { feedbackType: report.feedbackType };
  const kind = state ?? (report.kind === 'dsn' ? report.action : report.feedbackType);
  await recordSendEvent(tx, send, { kind, at: now, detail });
  return send.id;
}

/** A server that relays or still holds the mail decides nothing; "not spam" is praise. */
function stateAfterReport(report: MailReport): 'bounced' | 'delivered' | 'complained' | null {
  if (report.kind === 'arf') return report.feedbackType === 'not-spam' ? null : 'complained';
  if (report.action === 'failed') return 'bounced';
  return report.action === 'delivered' ? 'delivered' : null;
}

export interface DueRequest {
  readonly mailboxId: string;
  /** Business time, for all checks but the first. */
  readonly now: Date;
  /** Real time after the end of the lease until the first check: what takes its time is a server. */
  readonly firstAfterMs: number;
  readonly limit: number;
}

/** Sends of unknown outcome that are to be looked for now, the longest unknown first. */
export async function unknownSendsDue(
  tx: Tx,
  { mailboxId, now, firstAfterMs, limit }: DueRequest,
): Promise<Selectable<Send>[]> {
  const firstCheckSince = sql<Date>`${databaseTime} - ${firstAfterMs} * interval '1 millisecond'`;
  return tx
    .selectFrom('send')
    .selectAll()
    .where('mailboxId', '=', mailboxId)
    .where('state', '=', 'unknown')
    .where((where) =>
      where.or([
        where('reconcileAt', '<=', now),
        where.and([where('reconciliations', '=', 0), where('leaseUntil', '<=', firstCheckSince)]),
      ]),
    )
    .orderBy('leaseUntil')
    .limit(limit)
    .execute();
}

/** Counts a check that found nothing. `nextAt`: the next one, business time; null when a person has to settle it. */
export async function noteReconciliation(
  tx: Tx,
  { sendId, nextAt }: { readonly sendId: string; readonly nextAt: Date | null },
): Promise<void> {
  await tx
    .updateTable('send')
    .set({ reconciliations: sql`reconciliations + 1`, reconcileAt: nextAt })
    .where('id', '=', sendId)
    .where('state', '=', 'unknown')
    .execute();
}

async function isLeaseOver(tx: Tx, sendId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('send')
    .select('id')
    .where('id', '=', sendId)
    .where('leaseUntil', '<=', databaseTime)
    .executeTakeFirst();
  return row !== undefined;
}
