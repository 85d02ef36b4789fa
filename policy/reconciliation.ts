import type { Policy } from './schema.ts';

/**
 * When a mail of unknown outcome is looked for again after so many looks in vain; null when only a person can settle it.
 * The first look is in real time, since what takes its time then is a server; the others are in business time.
 */
export function nextReconciliation(looksInVain: number, now: Date, { reconciliation }: Policy): Date | null {
  const hours = reconciliation.laterHours[looksInVain - 1];
  return hours === undefined ? null : new Date(now.getTime() + hours * 3_600_000);
}
