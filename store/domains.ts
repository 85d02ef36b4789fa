import type { Selectable } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { SamovarError } from '../policy/errors.ts';
import { recordChange, type Actor } from './change-log.ts';
import type { Tx } from './connection.ts';
import type { DnsCheck, SendingDomain } from './database.ts';
import { lockDomain } from './domain-checks.ts';
import { noSuch } from './not-found.ts';
import { pageOf, type Page, type PageRequest } from './pages.ts';
import { wakeWarmups, type Wake } from './warmup-wakes.ts';

export type DomainRow = Selectable<SendingDomain>;

export interface ChangedDomain {
  readonly domain: DomainRow;
  readonly wakes: readonly Wake[];
}

/**
 * Takes a sending domain in. A name has one owner on the whole platform: who it is stays untold.
 * @throws conflict-duplicate
 */
export async function createDomain(
  tx: Tx,
  actor: Actor,
  { name, dkimSelector }: Pick<DomainRow, 'name' | 'dkimSelector'>,
): Promise<DomainRow> {
  const domain = await tx
    .insertInto('sendingDomain')
    .values({ id: uuidv7(), tenantId: actor.tenantId, name, dkimSelector, createdAt: actor.at })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .returningAll()
    .executeTakeFirst();
  if (!domain) {
    const message = 'This domain is in use already. Each domain can belong to one tenant, once.';
    throw new SamovarError('conflict-duplicate', message, { fieldErrors: { name: ['is in use already'] } });
  }
  await recordChange(tx, actor, { subject: 'domain', subjectId: domain.id, change: 'created' });
  return domain;
}

/** The tenant's domains, oldest first, retired ones included. */
export async function listDomains(tx: Tx, page: PageRequest): Promise<Page<DomainRow>> {
  const rows = await tx
    .selectFrom('sendingDomain')
    .selectAll()
    .$if(page.cursor !== undefined, (query) => query.where('id', '>', page.cursor ?? ''))
    .orderBy('id')
    .limit(page.limit + 1)
    .execute();
  return pageOf(rows, page);
}

/** Null when the tenant has no such domain. */
export async function findDomain(tx: Tx, domainId: string): Promise<DomainRow | null> {
  const domain = await tx
    .selectFrom('sendingDomain')
    .selectAll()
    .where('id', '=', domainId)
    .executeTakeFirst();
  return domain ?? null;
}

/** @throws not-found */
export async function readDomain(tx: Tx, domainId: string): Promise<DomainRow> {
  const domain = await findDomain(tx, domainId);
  if (!domain) throw noSuch('domain');
  return domain;
}

/** The newest look at each of the domain's records. */
export async function lastDnsChecks(tx: Tx, domainId: string): Promise<Selectable<DnsCheck>[]> {
  return tx
    .selectFrom('dnsCheck')
    .selectAll()
    .distinctOn('record')
    .where('domainId', '=', domainId)
    .orderBy('record')
    .orderBy('checkedAt', 'desc')
    .execute();
}

/** Stops all mail of the domain, and wakes its warm-ups so that they say so. @throws not-found, invalid-state */
export async function pauseDomain(
  tx: Tx,
  actor: Actor,
  domainId: string,
  reason: string,
): Promise<ChangedDomain> {
  const before = await lockLiveDomain(tx, domainId);
  const change = { pausedAt: before.pausedAt ?? actor.at, pausedReason: reason };
  return changeDomain(tx, actor, domainId, change, 'paused', reason);
}

/** Lets the domain's mail go again; nothing is caught up. @throws not-found, invalid-state */
export async function resumeDomain(tx: Tx, actor: Actor, domainId: string): Promise<ChangedDomain> {
  await lockLiveDomain(tx, domainId);
  return changeDomain(tx, actor, domainId, { pausedAt: null, pausedReason: null }, 'resumed');
}

/** Has the records looked at now instead of at the next turn: by the warm-ups that are woken. @throws as above */
export async function requestDomainCheck(tx: Tx, actor: Actor, domainId: string): Promise<ChangedDomain> {
  await lockLiveDomain(tx, domainId);
  return changeDomain(tx, actor, domainId, { checkedAt: null }, 'check requested');
}

/**
 * Ends a domain for ever. Its mailboxes have to be retired before: ending them is a decision about each.
 * @throws not-found, invalid-state
 */
export async function retireDomain(tx: Tx, actor: Actor, domainId: string): Promise<ChangedDomain> {
  await lockLiveDomain(tx, domainId);
  const { live } = await tx
    .selectFrom('mailbox')
    .where('domainId', '=', domainId)
    .where('retiredAt', 'is', null)
    .select((select) => select.fn.countAll<number>().as('live'))
    .executeTakeFirstOrThrow();
  if (live > 0) {
    throw new SamovarError(
      'invalid-state',
      `The domain has mailboxes (${live}) that are not retired: retire them first.`,
    );
  }
  return changeDomain(tx, actor, domainId, { retiredAt: actor.at }, 'retired');
}

async function lockLiveDomain(tx: Tx, domainId: string): Promise<DomainRow> {
  await readDomain(tx, domainId);
  const domain = await lockDomain(tx, domainId);
  if (domain.retiredAt) throw new SamovarError('invalid-state', 'The domain is retired, which is for ever.');
  return domain;
}

async function changeDomain(
  tx: Tx,
  actor: Actor,
  domainId: string,
  values: Partial<Pick<DomainRow, 'pausedAt' | 'pausedReason' | 'retiredAt' | 'checkedAt'>>,
  change: string,
  reason?: string,
): Promise<ChangedDomain> {
  const domain = await tx
    .updateTable('sendingDomain')
    .set(values)
    .where('id', '=', domainId)
    .returningAll()
    .executeTakeFirstOrThrow();
  await recordChange(tx, actor, { subject: 'domain', subjectId: domainId, change, reason });
  return { domain, wakes: await wakeWarmups(tx, actor, { domainId }) };
}
