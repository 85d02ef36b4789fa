import { sql } from 'kysely';
import type { BudgetHour as HourOfBudget } from '../policy/budgets.ts';
import type { Tx } from './connection.ts';
import type { BudgetHour, Send } from './database.ts';
import { lockBudgetScopes } from './locks.ts';

/** One thing whose mail is capped. `people`: what persons sent by hand from a mailbox, which counts into its cap. */
export interface BudgetScope {
  readonly scope: BudgetHour['scope'];
  readonly scopeId: string;
}

/** The budgets that a send draws from. */
export function budgetsOf({ mailboxId, domainId }: Pick<Send, 'mailboxId' | 'domainId'>): BudgetScope[] {
  return [
    { scope: 'mailbox', scopeId: mailboxId },
    { scope: 'warmup-domain', scopeId: domainId },
  ];
}

/** Locks the budgets of a send until the transaction ends: to be called before its row is locked. */
export async function lockBudgets(tx: Tx, send: Pick<Send, 'mailboxId' | 'domainId'>): Promise<void> {
  await lockBudgetScopes(tx, budgetsOf(send));
}

/** The start of the hour, UTC, that `at` lies in. */
export function hourOf(at: Date): Date {
  return new Date(Math.floor(at.getTime() / 3_600_000) * 3_600_000);
}

/** Keeps a place for one mail in the hour of `at`. */
export async function reserve(tx: Tx, scopes: readonly BudgetScope[], at: Date): Promise<void> {
  await book(tx, scopes, at, { reserved: 1 });
}

/** Makes a reservation, in the hour of `reservedAt`, into a mail sent at `at`. */
export async function use(tx: Tx, scopes: readonly BudgetScope[], reservedAt: Date, at: Date): Promise<void> {
  await giveBack(tx, scopes, reservedAt, 'reserved');
  await book(tx, scopes, at, { used: 1 });
}

/** Gives a place back: of a reservation, or of a mail that was certainly not accepted. */
export async function release(
  tx: Tx,
  scopes: readonly BudgetScope[],
  at: Date,
  kind: 'reserved' | 'used',
): Promise<void> {
  await giveBack(tx, scopes, at, kind);
}

/**
 * Counts mails that people sent from a mailbox, in the hour of `at`. To be called in the transaction that moves the
 * cursor of its Sent folder, so that none counts twice.
 */
export async function countPeopleMail(tx: Tx, mailboxId: string, count: number, at: Date): Promise<void> {
  await book(tx, [{ scope: 'people', scopeId: mailboxId }], at, { used: count });
}

/** The hours of these scopes from `since` on, later reservations included, as one list: it may hold an hour twice. */
export async function bucketsFor(
  tx: Tx,
  scopes: readonly BudgetScope[],
  since: Date,
): Promise<HourOfBudget[]> {
  return tx
    .selectFrom('budgetHour')
    .select(['hour', 'reserved', 'used'])
    .where((where) => where.or(scopes.map((scope) => where.and({ ...scope }))))
    .where('hour', '>=', hourOf(since))
    .orderBy('hour')
    .execute();
}

async function book(
  tx: Tx,
  scopes: readonly BudgetScope[],
  at: Date,
  { reserved = 0, used = 0 }: { readonly reserved?: number; readonly used?: number },
): Promise<void> {
  const hour = hourOf(at);
  await tx
    .insertInto('budgetHour')
    .values(
      scopes.map((scope) => ({ ...scope, tenantId: sql<string>`current_tenant()`, hour, reserved, used })),
    )
    .onConflict((conflict) =>
      conflict.columns(['tenantId', 'scope', 'scopeId', 'hour']).doUpdateSet({
        reserved: sql`budget_hour.reserved + excluded.reserved`,
        used: sql`budget_hour.used + excluded.used`,
      }),
    )
    .execute();
}

async function giveBack(
  tx: Tx,
  scopes: readonly BudgetScope[],
  at: Date,
  kind: 'reserved' | 'used',
): Promise<void> {
  await tx
    .updateTable('budgetHour')
    .set({ [kind]: sql`${sql.ref(kind)} - 1` })
    .where((where) => where.or(scopes.map((scope) => where.and({ ...scope }))))
    .where('hour', '=', hourOf(at))
    .execute();
}
