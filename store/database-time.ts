import { sql } from 'kysely';

/** Real time by the database's clock, the one clock that all processes share for leases. */
export const databaseTime = sql<Date>`clock_timestamp()`;

/** Real time by the database's clock, `ms` from now. */
export function realTimeIn(ms: number) {
  return sql<Date>`clock_timestamp() + ${ms} * interval '1 millisecond'`;
}
