import type { UnrecordedOutcome } from './sending.ts';

/**
 * What the warm-up's activities answer to their workflow: verdicts, figures and dates, no address and no text of a
 * server. The workflow branches on `next` and shows the rest.
 */
export interface WarmupAnswer {
  readonly stage: 'checking' | 'warming' | 'ready' | 'waiting' | 'stopped';
  readonly health: 'good' | 'watch' | 'cooldown' | 'retired';
  /** The plan's day, 0 before the first. */
  readonly day: number;
  /** What was done just now, and what it waits for and why: whole sentences for people. */
  readonly did: string;
  readonly sentence: string;
  /** True when this answer planned a new day: the workflow counts them for its weekly continue-as-new. */
  readonly plannedDay: boolean;
  readonly next: WarmupStep;
}

export type WarmupStep =
  | { readonly do: 'plan'; readonly waitMs: number; readonly until: string }
  | { readonly do: 'round'; readonly roundId: string; readonly waitMs: number; readonly until: string }
  | { readonly do: 'record'; readonly unrecorded: UnrecordedOutcome }
  | { readonly do: 'end' };

/** Opaque ids: whose warm-up it is. */
export interface WarmupInput {
  readonly tenantId: string;
  readonly mailboxId: string;
  readonly domainId: string;
}

export interface WarmupActivities {
  /** Fixes the day's rounds when none are fixed, and says what comes next. Asked each morning and at every wake-up. */
  planWarmupDay(input: WarmupInput): Promise<WarmupAnswer>;
  /** Tends the inbox and sends the round's share, once. */
  runWarmupRound(input: WarmupInput & { readonly roundId: string }): Promise<WarmupAnswer>;
  /** Writes an outcome that the database couldn't take when it was learnt; tried until it can. */
  recordOutcome(input: WarmupInput & { readonly unrecorded: UnrecordedOutcome }): Promise<WarmupAnswer>;
}
