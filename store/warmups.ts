import { sql, type Insertable, type Selectable, type Updateable } from 'kysely';
import type { Tx } from './connection.ts';
import type { Mailbox, MailboxDay, SendingDomain, Tenant, Warmup, WarmupRound } from './database.ts';
import { missRoundsOfDays } from './warmup-rounds.ts';

/** All rows that a warm-up decision looks at. */
export interface WarmupContext {
  readonly tenant: Selectable<Tenant>;
  readonly domain: Selectable<SendingDomain>;
  readonly mailbox: Selectable<Mailbox>;
  readonly warmup: Selectable<Warmup>;
}

/**
 * The warm-up of a mailbox with what it depends on, or null when the mailbox isn't warmed up.
 * The warm-up's row is locked until the transaction ends: two attempts of one activity plan one day, not two.
 */
export async function lockWarmup(tx: Tx, mailboxId: string): Promise<WarmupContext | null> {
  const warmup = await tx
    .selectFrom('warmup')
    .selectAll()
    .where('mailboxId', '=', mailboxId)
    .forUpdate()
    .executeTakeFirst();
  if (!warmup) return null;
  const mailbox = await tx
    .selectFrom('mailbox')
    .selectAll()
    .where('id', '=', mailboxId)
    .executeTakeFirstOrThrow();
  const domain = await tx
    .selectFrom('sendingDomain')
    .selectAll()
    .where('id', '=', mailbox.domainId)
    .executeTakeFirstOrThrow();
  const tenant = await tx
    .selectFrom('tenant')
    .selectAll()
    .where('id', '=', mailbox.tenantId)
    .executeTakeFirstOrThrow();
  return { tenant, domain, mailbox, warmup };
}

/** When somebody last ended a pause of the mailbox, its domain or its tenant (business time); null when nobody ever did. */
export async function lastResumedAt(
  tx: Tx,
  { mailbox, domain, tenant }: WarmupContext,
): Promise<Date | null> {
  const { at } = await tx
    .selectFrom('changeLog')
    .select(({ fn }) => fn.max<Date | null>('at').as('at'))
    .where('subjectId', 'in', [mailbox.id, domain.id, tenant.id])
    .where('change', '=', 'resumed')
    .executeTakeFirstOrThrow();
  return at;
}

export async function updateWarmup(tx: Tx, mailboxId: string, change: Updateable<Warmup>): Promise<void> {
  await tx.updateTable('warmup').set(change).where('mailboxId', '=', mailboxId).execute();
}

export async function dayOf(
  tx: Tx,
  mailboxId: string,
  date: string,
): Promise<Selectable<MailboxDay> | undefined> {
  return tx
    .selectFrom('mailboxDay')
    .selectAll()
    .where('mailboxId', '=', mailboxId)
    .where('date', '=', date)
    .executeTakeFirst();
}

/** The newest `count` days before `date`, newest first. */
export async function daysBefore(
  tx: Tx,
  mailboxId: string,
  date: string,
  count: number,
): Promise<Selectable<MailboxDay>[]> {
  return tx
    .selectFrom('mailboxDay')
    .selectAll()
    .where('mailboxId', '=', mailboxId)
    .where('date', '<', date)
    .orderBy('date', 'desc')
    .limit(count)
    .execute();
}

/** Writes a planned day with its rounds; a day that is there already stays as it was drawn. */
export async function insertDay(
  tx: Tx,
  day: Insertable<MailboxDay>,
  rounds: Insertable<WarmupRound>[],
): Promise<void> {
  await tx
    .insertInto('mailboxDay')
    .values(day)
    .onConflict((c) => c.doNothing())
    .execute();
  if (rounds.length === 0) return;
  await tx
    .insertInto('warmupRound')
    .values(rounds)
    .onConflict((c) => c.doNothing())
    .execute();
}

/** What one local day of a mailbox came to, counted from the ledger. */
export interface DayFigures {
  readonly sent: number;
  readonly answered: number;
  readonly foundInJunk: number;
  readonly rescued: number;
  readonly missing: number;
}

/**
 * Counts the work of the days from `since` to `until`: mails this mailbox sent in the rounds of each date (answers
 * apart), and what became of them at their recipients. `unknown` counts as sent: it may have been.
 */
export async function dayFigures(
  tx: Tx,
  mailboxId: string,
  { since, until }: { readonly since: string; readonly until: string },
): Promise<Map<string, DayFigures>> {
  const sentStates = ['handing-over', 'accepted', 'delivered', 'unknown', 'bounced', 'complained'] as const;
  const rows = await tx
    .selectFrom('send')
    .innerJoin('warmupRound', 'warmupRound.id', 'send.roundId')
    .where('send.mailboxId', '=', mailboxId)
    .where('warmupRound.mailboxId', '=', mailboxId)
    .where('warmupRound.date', '>=', since)
    .where('warmupRound.date', '<=', until)
    .where('send.state', 'in', sentStates)
    .groupBy('warmupRound.date')
    .select([
      'warmupRound.date',
      sql<number>`count(*) filter (where send.kind = 'warmup')`.as('sent'),
      sql<number>`count(*) filter (where send.kind = 'warmup-answer')`.as('answered'),
      sql<number>`count(*) filter (where send.placement = 'junk')`.as('foundInJunk'),
      sql<number>`count(*) filter (where send.rescued_at is not null)`.as('rescued'),
      sql<number>`count(*) filter (where send.placement = 'missing')`.as('missing'),
    ])
    .execute();
  return new Map(rows.map(({ date, ...figures }) => [date, figures]));
}

const noFigures: DayFigures = { sent: 0, answered: 0, foundInJunk: 0, rescued: 0, missing: 0 };

/** The newest day that counts as worked: where the mailbox stands in its plan. */
export async function newestWorkedDay(
  tx: Tx,
  mailboxId: string,
): Promise<Selectable<MailboxDay> | undefined> {
  return tx
    .selectFrom('mailboxDay')
    .selectAll()
    .where('mailboxId', '=', mailboxId)
    .where('worked', '=', true)
    .orderBy('date', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/**
 * Writes the figures of days that have ended, so that the plan is judged by what was done. The days of the last week are
 * counted anew, since mail is still found and rescued; whether a day was worked is settled once, by `wasWorked`.
 */
export async function settleDays(
  tx: Tx,
  mailboxId: string,
  before: string,
  now: Date,
  wasWorked: (day: { wanted: number; planned: number; sent: number }) => boolean,
): Promise<void> {
  const ended = await tx
    .selectFrom('mailboxDay')
    .select(['date', 'wanted', 'planned', 'worked'])
    .where('mailboxId', '=', mailboxId)
    .where('date', '<', before)
    .where((where) =>
      where.or([where('settledAt', 'is', null), where('date', '>', sql<string>`${before}::date - 8`)]),
    )
    .execute();
  const dates = ended.map(({ date }) => date).sort();
  const [since, until] = [dates[0], dates.at(-1)];
  if (since === undefined || until === undefined) return;
  const figuresOf = await dayFigures(tx, mailboxId, { since, until });
  for (const { date, wanted, planned, worked } of ended) {
    const figures = figuresOf.get(date) ?? noFigures;
    await tx
      .updateTable('mailboxDay')
      .set({
        ...figures,
        worked: worked ?? wasWorked({ wanted, planned, sent: figures.sent }),
        settledAt: now,
      })
      .where('mailboxId', '=', mailboxId)
      .where('date', '=', date)
      .execute();
  }
  await missRoundsOfDays(tx, mailboxId, before, now);
}
