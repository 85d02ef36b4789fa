import { judgeCap, type Budget } from './cap-gate.ts';
import type { Gate } from './gate.ts';

export interface WarmupDomainCapSnapshot {
  readonly at: Date;
  /** Warm-up mail and its answers of all mailboxes of the domain; cold mail has a cap of its own. */
  readonly domainWarmupBudget: Budget;
}

/** All warm-up mail of a domain within rolling 24 hours. */
export const warmupDomainCapGate: Gate<WarmupDomainCapSnapshot> = {
  name: 'domain-warmup-cap',
  judge: ({ at, domainWarmupBudget }, { caps }) =>
    judgeCap(at, domainWarmupBudget, [
      { name: "The domain's cap on warm-up mail", limit: caps.domainWarmupPerDay },
    ]),
};
