/** Minutes until the next try after so many refused or failed connections in a row: 15, 30, 60 ... up to 24 hours. */
export function loginRetryAt(faultsInRow: number, now: Date): Date {
  const minutes = Math.min(24 * 60, 15 * 2 ** Math.max(0, faultsInRow - 1));
  return new Date(now.getTime() + minutes * 60_000);
}

/** From this many failed connections in a row on, people are told: one may be the server's, three are the mailbox's. */
export const loginFaultsToAlert = 3;
