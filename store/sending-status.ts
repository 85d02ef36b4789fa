import type { PolicyOverrides } from '../policy/overrides.ts';
import type { SendingFacts } from '../policy/sending-status.ts';
import type { BudgetScope } from './budgets.ts';
import type { Tx } from './connection.ts';
import { noSuch } from './not-found.ts';
import { hoursTaken } from './submission.ts';

/**
 * What decides whether a mailbox sends, and its warm-up's changes of the policy (none without a warm-up).
 * @throws not-found
 */
export async function readSendingFacts(
  tx: Tx,
  mailboxId: string,
  now: Date,
): Promise<{ readonly facts: SendingFacts; readonly overrides: PolicyOverrides }> {
  const row = await tx
    .selectFrom('mailbox')
    .innerJoin('sendingDomain as domain', 'domain.id', 'mailbox.domainId')
    .innerJoin('tenant', 'tenant.id', 'mailbox.tenantId')
    .where('mailbox.id', '=', mailboxId)
    .selectAll('mailbox')
    .select([
      'domain.pausedAt as domainPausedAt',
      'domain.authentication',
      'domain.authenticatedSince',
      'domain.authenticatedAt',
      'domain.authenticationFails',
      'domain.checkedAt',
      'tenant.pausedAt as tenantPausedAt',
    ])
    .executeTakeFirst();
  if (!row) throw noSuch('mailbox');
  const warmup = await tx
    .selectFrom('warmup')
    .selectAll()
    .where('mailboxId', '=', mailboxId)
    .executeTakeFirst();
  // What people send by hand counts into the mailbox's cap.
  const ofMailbox: BudgetScope[] = [
    { scope: 'mailbox', scopeId: mailboxId },
    { scope: 'people', scopeId: mailboxId },
  ];
  const ofDomain: BudgetScope[] = [{ scope: 'warmup-domain', scopeId: row.domainId }];
  const facts: SendingFacts = {
    now,
    tenant: { pausedAt: row.tenantPausedAt },
    domain: {
      pausedAt: row.domainPausedAt,
      series: {
        authentication: row.authentication,
        passingSince: row.authenticatedSince,
        passedAt: row.authenticatedAt,
        failures: row.authenticationFails,
      },
      checkedAt: row.checkedAt,
    },
    mailbox: { pausedAt: row.pausedAt, retiredAt: row.retiredAt, band: row.health },
    login: { faultsInRow: row.loginFaults, faultCode: row.loginFaultCode, retryAt: row.loginRetryAt },
    warmup: warmup ?? null,
    mailboxBudget: { hours: await hoursTaken(tx, ofMailbox, now), limits: [], isReserved: false },
    domainWarmupBudget: { hours: await hoursTaken(tx, ofDomain, now), limits: [], isReserved: false },
  };
  const overrides = warmup?.overrides as PolicyOverrides | undefined;
  return { facts, overrides: overrides ?? {} };
}
