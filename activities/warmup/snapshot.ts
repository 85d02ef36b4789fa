import { isPresetName, providerPresets } from '../../mail/providers.ts';
import { nextLook } from '../../policy/authentication-series.ts';
import type { CapLink } from '../../policy/budgets.ts';
import type { Pause } from '../../policy/gates/paused-gate.ts';
import type { WarmupSnapshot } from '../../policy/gates/warmup-gates.ts';
import type { Policy } from '../../policy/schema.ts';
import type { SendFacts } from '../../store/sends.ts';
import { seriesOf } from './authentication.ts';
import type { ComposedMail } from './compose.ts';

/** The facts about a send, as the database has them under its locks, in the words of the gates. */
export function warmupSnapshot(facts: SendFacts, mail: ComposedMail, policy: Policy): WarmupSnapshot {
  const { at, mailbox, domain } = facts;
  const series = seriesOf(domain);
  return {
    at,
    pauses: pausesOf(facts),
    authentication: {
      lastKnown: series.authentication === 'unknown' ? null : series.authentication,
      failuresInARow: series.failures,
      nextCheckAt: nextLook(series, domain.checkedAt, policy),
    },
    band: mailbox.health,
    mailboxBudget: { hours: facts.mailboxHours, limits: providerLimits(mailbox.preset), isReserved: false },
    domainWarmupBudget: { hours: facts.domainWarmupHours, limits: [], isReserved: false },
    content: { headers: mail.headers, subject: mail.subject, text: mail.text },
  };
}

function pausesOf({ mailbox, domain, tenant }: SendFacts): Pause[] {
  const scopes = [
    { scope: 'mailbox', pausedAt: mailbox.pausedAt },
    { scope: 'domain', pausedAt: domain.pausedAt },
    { scope: 'tenant', pausedAt: tenant.pausedAt },
  ] as const;
  return scopes.flatMap(({ scope, pausedAt }) => (pausedAt ? [{ scope, since: pausedAt }] : []));
}

/** The provider's own daily limit, where it publishes one. */
function providerLimits(preset: string): CapLink[] {
  const perDay = isPresetName(preset) ? providerPresets[preset].limits.perDay : null;
  return perDay === null ? [] : [{ name: 'The limit of the provider', limit: perDay }];
}
