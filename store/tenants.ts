import type { Selectable } from 'kysely';
import { recordChange, type Actor } from './change-log.ts';
import type { Tx } from './connection.ts';
import type { Tenant } from './database.ts';
import { noSuch } from './not-found.ts';
import { pageOf, type Page, type PageRequest } from './pages.ts';
import { wakeWarmups, type Wake } from './warmup-wakes.ts';

type TenantRow = Selectable<Tenant>;

export type NewTenant = Pick<TenantRow, 'name' | 'timeZone' | 'language' | 'allowSameDomainWarmup'>;

export interface ChangedTenant {
  readonly tenant: TenantRow;
  readonly wakes: readonly Wake[];
}

/** Makes the tenant `actor.tenantId`, in a transaction of that tenant. */
export async function createTenant(tx: Tx, actor: Actor, input: NewTenant): Promise<TenantRow> {
  const tenant = await tx
    .insertInto('tenant')
    .values({ ...input, id: actor.tenantId, createdAt: actor.at })
    .returningAll()
    .executeTakeFirstOrThrow();
  await recordChange(tx, actor, { subject: 'tenant', subjectId: tenant.id, change: 'created' });
  return tenant;
}

/** The transaction's tenant. @throws not-found */
export async function readTenant(tx: Tx, tenantId: string): Promise<TenantRow> {
  const tenant = await tx.selectFrom('tenant').selectAll().where('id', '=', tenantId).executeTakeFirst();
  if (!tenant) throw noSuch('tenant');
  return tenant;
}

/** All tenants that the transaction may see, oldest first: those of the platform, in a platform transaction. */
export async function listTenants(tx: Tx, page: PageRequest): Promise<Page<TenantRow>> {
  const rows = await tx
    .selectFrom('tenant')
    .selectAll()
    .$if(page.cursor !== undefined, (query) => query.where('id', '>', page.cursor ?? ''))
    .orderBy('id')
    .limit(page.limit + 1)
    .execute();
  return pageOf(rows, page);
}

/** Stops all mail of the tenant, and wakes its warm-ups so that they say so. @throws not-found */
export async function pauseTenant(tx: Tx, actor: Actor, reason: string): Promise<ChangedTenant> {
  const before = await readTenant(tx, actor.tenantId);
  return setPause(tx, actor, { pausedAt: before.pausedAt ?? actor.at, pausedReason: reason }, 'paused');
}

/** Lets the tenant's mail go again: what was missed meanwhile is not caught up. @throws not-found */
export async function resumeTenant(tx: Tx, actor: Actor): Promise<ChangedTenant> {
  await readTenant(tx, actor.tenantId);
  return setPause(tx, actor, { pausedAt: null, pausedReason: null }, 'resumed');
}

async function setPause(
  tx: Tx,
  actor: Actor,
  pause: Pick<TenantRow, 'pausedAt' | 'pausedReason'>,
  change: 'paused' | 'resumed',
): Promise<ChangedTenant> {
  const tenant = await tx
    .updateTable('tenant')
    .set(pause)
    .where('id', '=', actor.tenantId)
    .returningAll()
    .executeTakeFirstOrThrow();
  const reason = pause.pausedReason ?? undefined;
  await recordChange(tx, actor, { subject: 'tenant', subjectId: tenant.id, change, reason });
  return { tenant, wakes: await wakeWarmups(tx, actor, {}) };
}
