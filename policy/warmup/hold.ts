import { utcTime } from '../sentences.ts';

/** Since when somebody has paused it; null when nobody has. */
export interface Pausable {
  readonly pausedAt: Date | null;
}

/**
 * The sentence that says why nothing may be sent from a mailbox by somebody's will; null when nobody paused it. The
 * reason that the person gave is not in it: people write names into reasons, and this sentence gets into histories.
 */
export function pauseSentence(scopes: {
  readonly tenant: Pausable;
  readonly domain: Pausable;
  readonly mailbox: Pausable;
}): string | null {
  for (const name of ['tenant', 'domain', 'mailbox'] as const) {
    const { pausedAt } = scopes[name];
    if (pausedAt) return pausedSince(name, pausedAt);
  }
  return null;
}

/** One pause in words, the same for the gate, the API and the Web UI. */
export function pausedSince(scope: 'tenant' | 'domain' | 'mailbox', since: Date): string {
  return `The ${scope} is paused since ${utcTime(since)}: nothing is sent until somebody resumes it.`;
}
