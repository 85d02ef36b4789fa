import { effectiveCap, nextFit, rollingUse, type BudgetHour, type CapLink } from '../budgets.ts';
import { counted, utcTime } from '../sentences.ts';
import { pass, refuse, type GateVerdict } from './gate.ts';

/** What one scope has used and reserved, and the limits on it besides the policy's. */
export interface Budget {
  readonly hours: readonly BudgetHour[];
  /** Such as the provider's own daily limit. They can only lower the cap. */
  readonly limits: readonly CapLink[];
  /** Whether the send to be judged is in `hours` already. */
  readonly isReserved: boolean;
}

/** Whether one more mail at `at` keeps every 24 hours within the lowest of the limits, and if not, when it will. */
export function judgeCap(at: Date, budget: Budget, policyLimits: readonly CapLink[]): GateVerdict {
  const { limit, bindingLink } = effectiveCap([...policyLimits, ...budget.limits]);
  const cap = `${bindingLink} of ${counted(limit, 'mail')} a day`;
  const want = budget.isReserved ? 0 : 1;
  const fitsAt = limit < 1 ? null : nextFit({ buckets: budget.hours, at, cap: limit, want });
  if (!fitsAt) return refuse('someone', `${cap} leaves no room at all.`);
  if (fitsAt.getTime() === at.getTime()) return pass;
  const used = rollingUse(budget.hours, at);
  return refuse(fitsAt, `${cap} is reached (${used} in 24 hours): there is room from ${utcTime(fitsAt)}.`);
}
