import { sql, type Selectable } from 'kysely';
import type { Store, Tx } from './connection.ts';
import type { Outbox } from './database.ts';
import { databaseTime, realTimeIn } from './database-time.ts';

/**
 * The queries that cross tenants: sweeps, which see ids and no content. They run as samovar_platform, which may write
 * little more than they do.
 */

export type ClaimedRow = Pick<
  Selectable<Outbox>,
  'id' | 'tenantId' | 'kind' | 'workflowType' | 'workflowId' | 'signal' | 'input' | 'attempts'
>;

export interface OutboxClaim {
  /** Only these rows; all that wait without it. */
  readonly ids?: readonly string[] | undefined;
  readonly limit: number;
  /** How long nobody else takes them: real time. */
  readonly leaseMs: number;
}

/**
 * Takes outbox rows that wait, oldest first, at most one for each workflow: the next one follows when it is delivered,
 * so that a signal never overtakes the start. Rows that somebody else has, or that back off, are passed over.
 */
export async function claimOutbox(tx: Tx, { ids, limit, leaseMs }: OutboxClaim): Promise<ClaimedRow[]> {
  return tx
    .updateTable('outbox')
    .set({ attempts: sql`attempts + 1`, nextAttemptAt: realTimeIn(leaseMs) })
    .where('id', 'in', (from) =>
      from
        .selectFrom('outbox as waiting')
        .select('waiting.id')
        .where('waiting.dispatchedAt', 'is', null)
        .where(sql<boolean>`coalesce(waiting.next_attempt_at, '-infinity') <= ${databaseTime}`)
        .$if(ids !== undefined, (query) => query.where('waiting.id', 'in', [...(ids ?? [])]))
        .where((where) =>
          where.not(
            where.exists(
              where
                .selectFrom('outbox as earlier')
                .select('earlier.id')
                .whereRef('earlier.workflowId', '=', 'waiting.workflowId')
                .where('earlier.dispatchedAt', 'is', null)
                .where(sql<boolean>`(earlier.created_at, earlier.id) < (waiting.created_at, waiting.id)`),
            ),
          ),
        )
        .orderBy('waiting.createdAt')
        .orderBy('waiting.id')
        .limit(limit)
        .forUpdate()
        .skipLocked(),
    )
    .returning(['id', 'tenantId', 'kind', 'workflowType', 'workflowId', 'signal', 'input', 'attempts'])
    .execute();
}

/** Puts the end of an attempt on record, unless its lease ran out and another attempt has begun. */
export async function settleOutbox(
  tx: Tx,
  { id, attempts }: Pick<ClaimedRow, 'id' | 'attempts'>,
  end: { readonly failureCode: null } | { readonly failureCode: string; readonly retryInMs: number },
): Promise<void> {
  await tx
    .updateTable('outbox')
    .set(
      end.failureCode === null
        ? { dispatchedAt: databaseTime, failureCode: null }
        : { nextAttemptAt: realTimeIn(end.retryInMs), failureCode: end.failureCode },
    )
    .where('id', '=', id)
    .where('attempts', '=', attempts)
    .where('dispatchedAt', 'is', null)
    .execute();
}

/** What is older than this is deleted. */
export interface RetentionTerms {
  /** Delivered rows; real time. */
  readonly outboxBefore: Date;
  /** Business time. */
  readonly decisionsBefore: Date;
  /** Events, DNS checks and budgets; business time. */
  readonly eventsBefore: Date;
}

const batchSize = 5_000;

/** Deletes what has had its term, in batches, each a transaction. Gives how many rows. */
export async function deleteExpired(store: Store, terms: RetentionTerms): Promise<number> {
  const expired = [
    sql`delete from outbox where id in
      (select id from outbox where dispatched_at < ${terms.outboxBefore} limit ${batchSize})`,
    sql`delete from decision where id in
      (select id from decision where at < ${terms.decisionsBefore} limit ${batchSize})`,
    sql`delete from send_event where id in
      (select id from send_event where at < ${terms.eventsBefore} limit ${batchSize})`,
    sql`delete from dns_check where id in
      (select id from dns_check where checked_at < ${terms.eventsBefore} limit ${batchSize})`,
    sql`delete from budget_hour where (tenant_id, scope, scope_id, hour) in
      (select tenant_id, scope, scope_id, hour from budget_hour where hour < ${terms.eventsBefore} limit ${batchSize})`,
  ];
  let total = 0;
  for (const batch of expired) {
    let deleted: number;
    do {
      const { numAffectedRows = 0n } = await store.forPlatform((tx) => batch.execute(tx));
      deleted = Number(numAffectedRows);
      total += deleted;
    } while (deleted === batchSize);
  }
  return total;
}
