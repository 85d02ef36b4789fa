import { sql } from 'kysely';
import type { Tx } from './connection.ts';

/**
 * Locks that last until the transaction ends, on things that have no row of their own or whose row is too late.
 * They are taken in this order, and before the rows of sends: recipient, budgets. So there is no deadlock among them.
 */

/** Nobody else begins a send to this address in this tenant, or suppresses it, until the transaction ends. */
export async function lockRecipient(tx: Tx, tenantId: string, addressLookup: string): Promise<void> {
  await lockAll(tx, [`recipient ${tenantId} ${addressLookup}`]);
}

/** Nobody else books in these budgets until the transaction ends. */
export async function lockBudgetScopes(
  tx: Tx,
  scopes: readonly { scope: string; scopeId: string }[],
): Promise<void> {
  await lockAll(tx, scopes.map(({ scope, scopeId }) => `budget ${scope} ${scopeId}`).sort());
}

async function lockAll(tx: Tx, names: readonly string[]): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(name, 0)) from unnest(${names}::text[]) as name`.execute(
    tx,
  );
}
