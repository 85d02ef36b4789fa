import type { SubmissionPhase } from './submission-outcome.ts';

/** How long each part of a submission may be silent, and how long all of it may take, in milliseconds. */
export interface SmtpTimeouts {
  connectMs: number;
  greetingMs: number;
  commandMs: number;
  finalReplyMs: number;
  /** From the first packet to the final reply; for a later message of the same session from its `MAIL`. */
  allMs: number;
}

/**
 * The product's limits. They are shorter than RFC 5321 section 4.5.3.2 asks of a relay, because a send's lease is
 * 180 s: the sum has to end before the lease does, or a second attempt could start beside this one.
 */
export const smtpTimeouts: SmtpTimeouts = {
  connectMs: 15_000,
  greetingMs: 15_000,
  commandMs: 30_000,
  finalReplyMs: 90_000,
  allMs: 150_000,
};

/** The limit on silence in a phase. */
export function silenceLimitMs(phase: SubmissionPhase, timeouts: SmtpTimeouts): number {
  if (phase === 'connect') return timeouts.connectMs;
  if (phase === 'greeting') return timeouts.greetingMs;
  if (phase === 'final-reply') return timeouts.finalReplyMs;
  return timeouts.commandMs;
}
