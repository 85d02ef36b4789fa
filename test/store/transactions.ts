import { sql } from 'kysely';
import type { Tx } from '../../store/connection.ts';
import { administer } from './database.ts';
import type { World } from './world.ts';

export interface OpenTransaction<T> {
  /** What the work gave, not committed yet. */
  readonly result: T;
  commit(): Promise<void>;
}

/** Runs `work` in a transaction and leaves it open, its locks held, until `commit`. */
export async function leaveOpen<T>(
  transact: (work: (tx: Tx) => Promise<void>) => Promise<void>,
  work: (tx: Tx) => Promise<T>,
): Promise<OpenTransaction<T>> {
  const worked = Promise.withResolvers<T>();
  const mayCommit = Promise.withResolvers<void>();
  const committed = transact(async (tx) => {
    worked.resolve(await work(tx));
    await mayCommit.promise;
  });
  committed.catch(worked.reject);
  return {
    result: await worked.promise,
    commit: () => {
      mayCommit.resolve();
      return committed;
    },
  };
}

/** Resolves when some connection to the database of the URL waits for a lock. */
export async function untilSomebodyWaits(ownerUrl: string): Promise<void> {
  await administer(ownerUrl, async (client) => {
    let waiting: number | null = 0;
    while (!waiting) {
      const { rowCount } = await client.query(
        "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      );
      waiting = rowCount;
    }
  });
}

/** Ends the lease of a send, as if its time had passed. */
export async function endLease(world: World, sendId: string): Promise<void> {
  await world.tx((tx) =>
    tx
      .updateTable('send')
      .set({ leaseUntil: sql<Date>`clock_timestamp() - interval '1 second'` })
      .where('id', '=', sendId)
      .execute(),
  );
}

/** Resolves when the lease of a send is over, by the database's clock. */
export async function untilLeaseIsOver(world: World, sendId: string): Promise<void> {
  let isOver: object | undefined;
  while (!isOver) {
    isOver = await world.tx((tx) =>
      tx
        .selectFrom('send')
        .select('id')
        .where('id', '=', sendId)
        .where('leaseUntil', '<=', sql<Date>`clock_timestamp()`)
        .executeTakeFirst(),
    );
  }
}
