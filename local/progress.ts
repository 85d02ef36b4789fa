import { sql } from 'kysely';
import type { Store } from '../store/connection.ts';

/** Where one mailbox's warm-up stands, and what became of all its mail so far. */
export interface MailboxProgress {
  readonly client: string;
  readonly address: string;
  readonly mailboxId: string;
  readonly stage: string;
  readonly phase: string;
  readonly health: string;
  readonly day: number;
  readonly plannedToday: number;
  readonly sentToday: number;
  /** Warm-up mails of all days, as planned and as sent; answers apart. */
  readonly planned: number;
  readonly sent: number;
  readonly answered: number;
  readonly foundInJunk: number;
  readonly rescued: number;
  readonly missing: number;
  readonly unknown: number;
  readonly graduatedAt: Date | null;
  readonly sentence: string;
}

const mayHaveGoneOut = sql.raw(
  "('handing-over', 'accepted', 'delivered', 'unknown', 'bounced', 'complained')",
);

/** Reads the progress of every mailbox of every client, counted from the ledger. */
export async function readProgress(store: Store): Promise<MailboxProgress[]> {
  const { rows } = await store.forPlatform((tx) =>
    sql<MailboxProgress>`
      select tenant.name as client, mailbox.address, mailbox.id as mailbox_id, warmup.stage,
        coalesce(warmup.phase, '') as phase, mailbox.health, warmup.day,
        coalesce(today.planned, 0) as planned_today, coalesce(sends.sent_today, 0) as sent_today,
        coalesce(days.planned, 0) as planned, coalesce(sends.sent, 0) as sent,
        coalesce(sends.answered, 0) as answered, coalesce(sends.found_in_junk, 0) as found_in_junk,
        coalesce(sends.rescued, 0) as rescued, coalesce(sends.missing, 0) as missing,
        coalesce(sends.unknown, 0) as unknown, warmup.graduated_at, warmup.sentence
      from mailbox
      join warmup on warmup.mailbox_id = mailbox.id
      join tenant on tenant.id = mailbox.tenant_id
      left join lateral (
        select planned, date from mailbox_day where mailbox_id = mailbox.id order by date desc limit 1
      ) today on true
      left join lateral (
        select sum(planned)::int as planned from mailbox_day where mailbox_id = mailbox.id
      ) days on true
      left join lateral (
        select
          count(*) filter (where send.kind = 'warmup' and send.state in ${mayHaveGoneOut})::int as sent,
          count(*) filter (where send.kind = 'warmup' and send.state in ${mayHaveGoneOut}
            and warmup_round.date = today.date)::int as sent_today,
          count(*) filter (where send.kind = 'warmup-answer' and send.state in ${mayHaveGoneOut})::int as answered,
          count(*) filter (where send.placement = 'junk')::int as found_in_junk,
          count(*) filter (where send.rescued_at is not null)::int as rescued,
          count(*) filter (where send.placement = 'missing')::int as missing,
          count(*) filter (where send.state = 'unknown')::int as unknown
        from send left join warmup_round on warmup_round.id = send.round_id
        where send.mailbox_id = mailbox.id
      ) sends on true
      order by tenant.name, mailbox.address`.execute(tx),
  );
  return rows;
}

/**
 * How late rounds are, in business minutes: those that began since `since`, and those that are due and haven't begun. The
 * ninth of ten counts, since a round that is two hours late is left out, and its mails with it.
 */
export async function roundLag(
  store: Store,
  { since, now }: { readonly since: Date; readonly now: Date },
): Promise<{ rounds: number; minutes: number }> {
  const { rows } = await store.forPlatform((tx) =>
    sql<{ rounds: number; minutes: number | null }>`
      select count(*) as rounds,
        percentile_disc(0.9) within group (order by extract(epoch from coalesce(started_at, ${now}) - due_at) / 60) as minutes
      from warmup_round
      where started_at >= ${since} or (state = 'planned' and started_at is null and due_at < ${now})`.execute(
      tx,
    ),
  );
  return { rounds: rows[0]?.rounds ?? 0, minutes: Number(rows[0]?.minutes ?? 0) };
}
