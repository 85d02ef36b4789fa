import type { Policy } from './schema.ts';

/** When to try again after so many failed connections in a row: the wait doubles, up to a day. */
export function loginRetryAt(faultsInRow: number, now: Date, { login }: Policy): Date {
  const doubled = login.retryMinutesFirst * 2 ** Math.max(0, faultsInRow - 1);
  return new Date(now.getTime() + Math.min(login.retryMinutesAtMost, doubled) * 60_000);
}
