import { effectiveCap, rollingUse, type BudgetHour } from '../budgets.ts';
import { hardLimits, type Policy } from '../schema.ts';

export interface RoomRequest {
  readonly at: Date;
  /** All mail of the mailbox, people's own included, by the hour. */
  readonly mailboxHours: readonly BudgetHour[];
  /** Warm-up mail of the whole domain, by the hour. */
  readonly domainHours: readonly BudgetHour[];
}

/** How many warm-up mails and answers may still be reserved at `at`, so that no 24 hours exceed a cap. */
export function warmupRoom({ at, mailboxHours, domainHours }: RoomRequest, { caps }: Policy): number {
  const mailboxCap = effectiveCap([
    { name: 'The cap of the mailbox', limit: caps.mailboxPerDay },
    { name: 'The hard limit of a mailbox', limit: hardLimits.outgoingPerDay },
  ]);
  const inMailbox = mailboxCap.limit - rollingUse(mailboxHours, at);
  const inDomain = caps.domainWarmupPerDay - rollingUse(domainHours, at);
  return Math.max(0, Math.min(inMailbox, inDomain));
}
