import type { Selectable } from 'kysely';
import type { Tx } from './connection.ts';
import type { MailboxDay, Warmup, WarmupRound } from './database.ts';
import { dayFigures, dayOf, daysBefore } from './warmups.ts';

type DayRow = Selectable<MailboxDay>;

export interface WarmupProgress {
  readonly warmup: Selectable<Warmup>;
  /** The day at `date`, with its figures as they stand now; null while it isn't planned. */
  readonly today: { readonly day: DayRow; readonly rounds: readonly Selectable<WarmupRound>[] } | null;
  /** Planned days before `date`, newest first. */
  readonly days: readonly DayRow[];
}

/** How far a warm-up is on the local date `date`, with `dayCount` days before it; null without a warm-up. */
export async function readWarmupProgress(
  tx: Tx,
  mailboxId: string,
  date: string,
  dayCount: number,
): Promise<WarmupProgress | null> {
  const warmup = await tx
    .selectFrom('warmup')
    .selectAll()
    .where('mailboxId', '=', mailboxId)
    .executeTakeFirst();
  if (!warmup) return null;
  const planned = await dayOf(tx, mailboxId, date);
  const today = planned && {
    day: { ...planned, ...(await dayFigures(tx, mailboxId, { since: date, until: date })).get(date) },
    rounds: await roundsOf(tx, mailboxId, date),
  };
  return { warmup, today: today ?? null, days: await daysBefore(tx, mailboxId, date, dayCount) };
}

async function roundsOf(tx: Tx, mailboxId: string, date: string): Promise<Selectable<WarmupRound>[]> {
  return tx
    .selectFrom('warmupRound')
    .selectAll()
    .where('mailboxId', '=', mailboxId)
    .where('date', '=', date)
    .orderBy('index')
    .execute();
}
