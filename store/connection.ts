import { setTimeout as delay } from 'node:timers/promises';
import { CamelCasePlugin, Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import pg from 'pg';
import { SamovarError } from '../policy/errors.ts';
import type { DB } from './database.ts';
import { isConflict, storeError } from './database-errors.ts';

/** A transaction, with the rows of one tenant in view (or of all, in `forPlatform`). */
export type Tx = Transaction<DB>;

export interface StoreOptions {
  /** The user is a member of samovar_app. */
  readonly databaseUrl: string;
  /** The user is a member of samovar_platform; without it `forPlatform` is refused. */
  readonly platformUrl?: string | undefined;
  /** Connections at most, for each of the two users. Default 10. */
  readonly poolSize?: number;
}

export interface TransactionOptions {
  /** How often the transaction is run again after a deadlock, a serialisation failure or a lock that took too long. Default 3. */
  readonly retries?: number;
}

/** Everything throws SamovarError `database-unavailable` when the database is away; the next call connects again. */
export interface Store {
  /**
   * Runs `work` in a transaction that sees and writes the rows of this tenant only: row-level security decides, not
   * the queries. `work` may run more than once, so it does nothing outside of the transaction.
   */
  forTenant<T>(tenantId: string, work: (tx: Tx) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** As `forTenant`, before a tenant is known: sees no tenant's rows, may call the functions made for this, read the clock. */
  withoutTenant<T>(work: (tx: Tx) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** As `forTenant`, over all tenants: for sweeps, and for what a platform key asks for. */
  forPlatform<T>(work: (tx: Tx) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** Resolves when the database answers. */
  ping(): Promise<void>;
  /** Ends the connections, once the transactions that run have ended. */
  close(): Promise<void>;
}

/** Opens no connection yet: the first query does. */
export function openStore({ databaseUrl, platformUrl, poolSize = 10 }: StoreOptions): Store {
  const app = connect(databaseUrl, poolSize);
  const platform = platformUrl === undefined ? null : connect(platformUrl, poolSize);
  return {
    forTenant: (tenantId, work, options) => transact(app, tenantId, work, options),
    withoutTenant: (work, options) => transact(app, '', work, options),
    forPlatform: async (work, options) => {
      if (!platform) {
        throw new SamovarError(
          'internal',
          'This process was given no PLATFORM_DATABASE_URL: it may not cross tenants.',
        );
      }
      return transact(platform, '', work, options);
    },
    ping: async () => {
      await sql`select 1`.execute(app).catch((error: unknown) => {
        throw storeError(error);
      });
    },
    close: async () => {
      await Promise.all([app.destroy(), platform?.destroy()]);
    },
  };
}

/** How long a transaction waits for a lock, idles between two queries, and works on one: real time. */
const timeouts = {
  lock_timeout: 2_000,
  idle_in_transaction_session_timeout: 30_000,
  statement_timeout: 30_000,
} as const;

const retryPauseMs = 20;

async function transact<T>(
  database: Kysely<DB>,
  tenantId: string,
  work: (tx: Tx) => Promise<T>,
  { retries = 3 }: TransactionOptions = {},
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await database.transaction().execute(async (tx) => {
        // Local to the transaction, so that nothing is left for the connection's next user.
        await sql`select set_config('app.tenant_id', ${tenantId}, true)`.execute(tx);
        return work(tx);
      });
    } catch (error) {
      if (attempt >= retries || !isConflict(error)) throw storeError(error);
      await delay(retryPauseMs * 2 ** attempt * (0.5 + Math.random()));
    }
  }
}

function connect(url: string, poolSize: number): Kysely<DB> {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    ...timeouts,
    types: { getTypeParser: typeParser },
  });
  // A connection that breaks while idle, or between two queries of a transaction, is an event and not a rejection:
  // unheard, it would end the process. The pool drops the connection, and the next query reports the failure.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return new Kysely<DB>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  });
}

/** bigint as a number (counts and UIDs stay far below 2^53), date as 'YYYY-MM-DD': a day has no time zone to be moved by. */
const typeParser: typeof pg.types.getTypeParser = (id: number, format?: 'text' | 'binary') => {
  if (format !== 'binary' && id === Number(pg.types.builtins.INT8)) return Number;
  if (format !== 'binary' && id === Number(pg.types.builtins.DATE)) return (text: string) => text;
  return pg.types.getTypeParser(id, format) as (text: string) => unknown;
};
