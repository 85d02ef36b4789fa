import { sql, type Selectable } from 'kysely';
import type { Tx } from './connection.ts';
import type { Send } from './database.ts';

/** What a message says of which send it is: the Message-IDs on the wire, and the send ids in headers of our own. */
export interface SendMarks {
  readonly messageIds: readonly string[];
  readonly sendIds: readonly string[];
}

/** The sends with these marks that were addressed to this mailbox. */
export async function receivedAmong(
  tx: Tx,
  mailboxId: string,
  marks: SendMarks,
): Promise<Selectable<Send>[]> {
  return sendsAmong(tx, 'partnerMailboxId', mailboxId, marks);
}

/** The sends with these marks that this mailbox sent itself. */
export async function sentAmong(tx: Tx, mailboxId: string, marks: SendMarks): Promise<Selectable<Send>[]> {
  return sendsAmong(tx, 'mailboxId', mailboxId, marks);
}

async function sendsAmong(
  tx: Tx,
  side: 'mailboxId' | 'partnerMailboxId',
  mailboxId: string,
  { messageIds, sendIds }: SendMarks,
): Promise<Selectable<Send>[]> {
  if (messageIds.length === 0 && sendIds.length === 0) return [];
  return tx
    .selectFrom('send')
    .selectAll()
    .where(side, '=', mailboxId)
    .where((where) =>
      where.or([
        ...(messageIds.length > 0
          ? [where('messageId', 'in', messageIds), where('wireMessageId', 'in', messageIds)]
          : []),
        ...(sendIds.length > 0 ? [where('id', 'in', sendIds)] : []),
      ]),
    )
    .execute();
}

/** What this mailbox sent and is known since then (business time) to have been accepted. */
export async function acceptedSince(tx: Tx, mailboxId: string, since: Date): Promise<Selectable<Send>[]> {
  return tx
    .selectFrom('send')
    .selectAll()
    .where('mailboxId', '=', mailboxId)
    .where('state', '=', 'accepted')
    .where('outcomeAt', '>=', since)
    .orderBy('outcomeAt')
    .orderBy('id')
    .execute();
}

/** A provider has put a Message-ID of its own in place of ours: threads and searches go by the one on the wire. */
export async function recordWireMessageId(tx: Tx, sendId: string, wireMessageId: string): Promise<void> {
  await tx
    .updateTable('send')
    .set({ wireMessageId })
    .where('id', '=', sendId)
    .where('wireMessageId', 'is', null)
    .where('messageId', '!=', wireMessageId)
    .execute();
}

export interface Placement {
  readonly sendId: string;
  readonly placement: 'inbox' | 'junk';
  readonly folder: string;
  readonly uidValidity: number;
  readonly uid: number;
  readonly at: Date;
  readonly rescueDueAt: Date | null;
  readonly answerDueAt: Date | null;
}

/**
 * Records where a mail was found the first time; a mail thought missing is found after all. Later sightings (a rescued
 * mail shows up in INBOX) only move its position. Gives true when this was the first sighting.
 */
export async function recordPlacement(tx: Tx, seen: Placement): Promise<boolean> {
  const position = {
    receivedFolder: seen.folder,
    receivedUidValidity: seen.uidValidity,
    receivedUid: seen.uid,
  };
  const first = await tx
    .updateTable('send')
    .set({
      ...position,
      placement: seen.placement,
      placedAt: seen.at,
      rescueDueAt: seen.rescueDueAt,
      answerDueAt: seen.answerDueAt,
    })
    .where('id', '=', seen.sendId)
    .where((where) => where.or([where('placement', 'is', null), where('placement', '=', 'missing')]))
    .executeTakeFirst();
  if (first.numUpdatedRows === 1n) return true;
  await tx.updateTable('send').set(position).where('id', '=', seen.sendId).execute();
  return false;
}

/** A found mail that still has to be rescued from Junk or filed away. */
export interface TendingWork {
  readonly toRescue: Selectable<Send>[];
  readonly toFile: Selectable<Send>[];
}

export async function tendingWork(tx: Tx, mailboxId: string, now: Date): Promise<TendingWork> {
  const open = await tx
    .selectFrom('send')
    .selectAll()
    .where('partnerMailboxId', '=', mailboxId)
    .where('placement', 'in', ['inbox', 'junk'])
    .where('filedAt', 'is', null)
    .orderBy('placedAt')
    .limit(500)
    .execute();
  return {
    toRescue: open.filter(
      (send) =>
        send.placement === 'junk' && !send.rescuedAt && send.rescueDueAt !== null && send.rescueDueAt <= now,
    ),
    toFile: open.filter((send) => send.placement === 'inbox' || send.rescuedAt !== null),
  };
}

/** Where the rescued or filed mails lie now; a uid the server didn't tell is left to be searched for by message id. */
export async function recordMoved(
  tx: Tx,
  moved: readonly { readonly sendId: string; readonly uid: number | null }[],
  to: { readonly folder: string; readonly as: 'rescued' | 'filed'; readonly at: Date },
): Promise<void> {
  for (const { sendId, uid } of moved) {
    await tx
      .updateTable('send')
      .set({
        receivedFolder: to.folder,
        receivedUid: uid,
        receivedUidValidity: null,
        ...(to.as === 'rescued' ? { rescuedAt: to.at } : { filedAt: to.at }),
      })
      .where('id', '=', sendId)
      .where(to.as === 'rescued' ? 'rescuedAt' : 'filedAt', 'is', null)
      .execute();
  }
}

/**
 * Mails to this mailbox whose answer is due and hasn't been reserved, oldest first. Nobody answers what still lies in
 * Junk, and nobody answers a mailbox that is retired: it may be gone.
 */
export async function answersDue(
  tx: Tx,
  mailboxId: string,
  now: Date,
  limit: number,
): Promise<Selectable<Send>[]> {
  return tx
    .selectFrom('send')
    .innerJoin('mailbox as asking', 'asking.id', 'send.mailboxId')
    .selectAll('send')
    .where('partnerMailboxId', '=', mailboxId)
    .where('answerDueAt', '<=', now)
    .where((where) => where.or([where('placement', '=', 'inbox'), where('rescuedAt', 'is not', null)]))
    .where('asking.retiredAt', 'is', null)
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('send as answer')
            .select(sql`1`.as('one'))
            .whereRef('answer.answeredSendId', '=', 'send.id'),
        ),
      ),
    )
    .orderBy('answerDueAt')
    .limit(limit)
    .execute();
}

/**
 * Marks as missing what this mailbox sent and its partner hasn't found in either folder: accepted for more than
 * `afterMs` and the partner has looked since. Gives how many. An `unknown` send is never missing: it may not exist.
 */
export async function markMissing(tx: Tx, mailboxId: string, now: Date, afterMs: number): Promise<number> {
  const result = await tx
    .updateTable('send')
    .from('mailbox as partner')
    .whereRef('partner.id', '=', 'send.partnerMailboxId')
    .set({ placement: 'missing', placedAt: now })
    .where('send.mailboxId', '=', mailboxId)
    .where('send.state', '=', 'accepted')
    .where('send.placement', 'is', null)
    .where('send.outcomeAt', '<', new Date(now.getTime() - afterMs))
    .where(sql<boolean>`partner.tended_at > send.outcome_at + ${afterMs} * interval '1 millisecond'`)
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

/** The mailbox's INBOX and Junk have both been read up to their ends. */
export async function recordTended(tx: Tx, mailboxId: string, at: Date): Promise<void> {
  await tx.updateTable('mailbox').set({ tendedAt: at }).where('id', '=', mailboxId).execute();
}

/** Sends of unknown outcome that their partner has found: they were accepted. */
export async function unknownButFound(tx: Tx, mailboxId: string): Promise<Pick<Selectable<Send>, 'id'>[]> {
  return tx
    .selectFrom('send')
    .select('id')
    .where('mailboxId', '=', mailboxId)
    .where('state', '=', 'unknown')
    .where('placement', 'in', ['inbox', 'junk'])
    .execute();
}
