import type { Insertable, Selectable, Updateable } from 'kysely';
import type { Tx } from './connection.ts';
import type { DnsCheck, SendingDomain } from './database.ts';

export async function lockDomain(tx: Tx, domainId: string): Promise<Selectable<SendingDomain>> {
  return tx
    .selectFrom('sendingDomain')
    .selectAll()
    .where('id', '=', domainId)
    .forUpdate()
    .executeTakeFirstOrThrow();
}

/** Records one look at a domain's records, and the verdict that it led to. The caller holds the domain's row. */
export async function recordDnsChecks(
  tx: Tx,
  domainId: string,
  verdict: Updateable<SendingDomain>,
  checks: Insertable<DnsCheck>[],
): Promise<void> {
  await tx.updateTable('sendingDomain').set(verdict).where('id', '=', domainId).execute();
  await tx.insertInto('dnsCheck').values(checks).execute();
}
