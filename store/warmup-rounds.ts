import type { Expression, ExpressionBuilder, Selectable, SqlBool } from 'kysely';
import type { Tx } from './connection.ts';
import type { DB, WarmupRound } from './database.ts';

/** The day's next round that is still to be run, if any. */
export async function nextRound(
  tx: Tx,
  mailboxId: string,
  date: string,
): Promise<Selectable<WarmupRound> | undefined> {
  return tx
    .selectFrom('warmupRound')
    .selectAll()
    .where('mailboxId', '=', mailboxId)
    .where('date', '=', date)
    .where('state', '=', 'planned')
    .orderBy('index')
    .executeTakeFirst();
}

export async function roundById(tx: Tx, roundId: string): Promise<Selectable<WarmupRound> | undefined> {
  return tx.selectFrom('warmupRound').selectAll().where('id', '=', roundId).executeTakeFirst();
}

/** The rounds of a local date that were missed. */
export async function missedRoundIds(tx: Tx, mailboxId: string, date: string): Promise<ReadonlySet<string>> {
  const missed = await tx
    .selectFrom('warmupRound')
    .select('id')
    .where('mailboxId', '=', mailboxId)
    .where('date', '=', date)
    .where('state', '=', 'missed')
    .execute();
  return new Set(missed.map(({ id }) => id));
}

/** planned -> done | missed, once. */
export async function closeRound(
  tx: Tx,
  roundId: string,
  change: { state: 'done' | 'missed'; finishedAt: Date; note: string | null },
): Promise<void> {
  await tx
    .updateTable('warmupRound')
    .set(change)
    .where('id', '=', roundId)
    .where('state', '=', 'planned')
    .execute();
}

/** Notes when a round begins. Gives the time of its first attempt. */
export async function startRound(tx: Tx, roundId: string, now: Date): Promise<Date> {
  const { startedAt } = await tx
    .updateTable('warmupRound')
    .set((round) => ({ startedAt: round.fn.coalesce('startedAt', round.val(now)) }))
    .where('id', '=', roundId)
    .returning('startedAt')
    .executeTakeFirstOrThrow();
  return startedAt ?? now;
}

/** Gives up the rounds that were due before `dueBefore`: nothing is made up for. */
export async function missRoundsDue(tx: Tx, mailboxId: string, dueBefore: Date, now: Date): Promise<void> {
  await missRounds(tx, mailboxId, (round) => round('dueAt', '<', dueBefore), now, 'its time had passed');
}

/** Gives up the rounds of the days before the local date `before`. */
export async function missRoundsOfDays(tx: Tx, mailboxId: string, before: string, now: Date): Promise<void> {
  const note = 'the day ended before it could run';
  await missRounds(tx, mailboxId, (round) => round('date', '<', before), now, note);
}

async function missRounds(
  tx: Tx,
  mailboxId: string,
  which: (round: ExpressionBuilder<DB, 'warmupRound'>) => Expression<SqlBool>,
  now: Date,
  note: string,
): Promise<void> {
  await tx
    .updateTable('warmupRound')
    .set({ state: 'missed', finishedAt: now, note })
    .where('mailboxId', '=', mailboxId)
    .where('state', '=', 'planned')
    .where(which)
    .execute();
}
