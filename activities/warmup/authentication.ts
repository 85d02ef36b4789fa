import { v7 as uuid } from 'uuid';
import { checkAuthentication } from '../../dns/authentication.ts';
import { nextAuthentication, nextLook, overallVerdict } from '../../policy/authentication-series.ts';
import type { Policy } from '../../policy/schema.ts';
import { lockDomain, recordDnsChecks } from '../../store/domain-checks.ts';
import type { WarmupContext } from '../../store/warmups.ts';
import type { Dependencies } from '../dependencies.ts';

/**
 * Looks at the domain's records when a look is due, and records what was seen. Several mailboxes of a domain may come
 * at once: whoever locks the domain's row second finds the look done.
 */
export async function refreshAuthentication(
  { store, clock, resolver }: Dependencies,
  { mailbox, domain }: Pick<WarmupContext, 'mailbox' | 'domain'>,
  policy: Policy,
): Promise<void> {
  if (nextLook(seriesOf(domain), domain.checkedAt, policy) > clock.now()) return;
  const seen = await checkAuthentication({
    domain: domain.name,
    dkimSelector: domain.dkimSelector,
    resolver,
  });
  const records = ['spf', 'dkim', 'dmarc', 'mx'] as const;
  await store.forTenant(mailbox.tenantId, async (tx) => {
    const locked = await lockDomain(tx, domain.id);
    const now = clock.now();
    if (nextLook(seriesOf(locked), locked.checkedAt, policy) > now) return;
    const verdict = overallVerdict(records.map((record) => seen[record].state));
    const series = nextAuthentication(seriesOf(locked), verdict, now, policy);
    await recordDnsChecks(
      tx,
      domain.id,
      {
        authentication: series.authentication,
        authenticatedSince: series.passingSince,
        authenticatedAt: series.passedAt,
        authenticationFails: series.failures,
        checkedAt: now,
        ...(seen.mx.state === 'pass' ? { provider: seen.provider } : {}),
      },
      records.map((record) => ({
        id: uuid(),
        tenantId: mailbox.tenantId,
        domainId: domain.id,
        checkedAt: now,
        record,
        state: seen[record].state,
        sentence: seen[record].sentence,
        evidence: JSON.stringify(seen[record].evidence),
      })),
    );
  });
}

/** The settled verdict of a domain's row, in policy's words. */
export function seriesOf(domain: WarmupContext['domain']) {
  return {
    authentication: domain.authentication,
    passingSince: domain.authenticatedSince,
    passedAt: domain.authenticatedAt,
    failures: domain.authenticationFails,
  };
}
