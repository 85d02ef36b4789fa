import pg from 'pg';
import { SamovarError } from '../policy/errors.ts';

/** PostgreSQL's codes (appendix A of its manual) after which the same transaction may well succeed. */
const conflicts = new Set([
  '40001', // serialization_failure
  '40P01', // deadlock_detected
  '55P03', // lock_not_available: lock_timeout
]);

/** Codes with which the server says that it isn't there for us now; class 08 (connection) is matched as a whole. */
const unavailable = new Set([
  '25P03', // idle_in_transaction_session_timeout
  '53300', // too_many_connections
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now: it is starting
]);

const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
]);

/** What `pg` says when a connection goes away under a query; it gives these errors no code. */
const lostConnection =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;

/** Whether the transaction was refused for what others did at the same time: nothing of it happened. */
export function isConflict(error: unknown): boolean {
  return error instanceof pg.DatabaseError && conflicts.has(error.code ?? '');
}

/**
 * The error that leaves the store: `database-unavailable` when the database couldn't be reached, went away (whether or
 * not the transaction had been committed by then), or kept refusing the transaction for others; any other as it is.
 */
export function storeError(error: unknown): unknown {
  if (!isUnavailable(error) && !isConflict(error)) return error;
  return new SamovarError('database-unavailable', 'The database is not available.', {}, { cause: error });
}

/** Whether the server couldn't be reached, isn't up, or went away. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof pg.DatabaseError) {
    return unavailable.has(error.code ?? '') || (error.code ?? '').startsWith('08');
  }
  if (error instanceof AggregateError) return error.errors.some(isUnavailable); // one error for each address tried
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return networkCodes.has(code) || lostConnection.test(error.message);
}
