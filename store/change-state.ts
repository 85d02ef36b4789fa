import type { Selectable, UpdateObject } from 'kysely';
import type { Tx } from './connection.ts';
import type { DB, Send } from './database.ts';
import { databaseTime } from './database-time.ts';
import { statesBefore, type SendState } from './ledger-states.ts';

/** Columns to be set along with a state. */
export type SendChange = UpdateObject<DB, 'send'>;

/** What else has to hold for the change, besides a state that it may follow. */
export interface StateGuard {
  /** This very state, of those that it may follow. */
  readonly from?: SendState;
  readonly attempt?: number;
  readonly lease?: 'runs' | 'is-over';
}

/**
 * Changes the state of a send if it is in one that `state` may follow, and all else is as the guard says. Gives the
 * row as it is then; undefined when nothing was changed. The lease is real time, by the database's clock.
 */
export async function changeState(
  tx: Tx,
  sendId: string,
  state: SendState,
  change: SendChange,
  guard: StateGuard = {},
): Promise<Selectable<Send> | undefined> {
  return tx
    .updateTable('send')
    .set({ ...change, state })
    .where('id', '=', sendId)
    .where('state', 'in', statesBefore(state))
    .$if(guard.from !== undefined, (query) => query.where('state', '=', guard.from ?? state))
    .$if(guard.attempt !== undefined, (query) => query.where('attempt', '=', guard.attempt ?? 0))
    .$if(guard.lease === 'runs', (query) => query.where('leaseUntil', '>', databaseTime))
    .$if(guard.lease === 'is-over', (query) => query.where('leaseUntil', '<=', databaseTime))
    .returningAll()
    .executeTakeFirst();
}
