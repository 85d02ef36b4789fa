import { between, logNormalBetween, seededRandom } from '../random.ts';
import type { Policy } from '../schema.ts';

const MINUTE_MS = 60_000;

/** How long after it was found in Junk a mail is moved to the inbox: 5 to 90 minutes, in milliseconds. */
export function rescueDelayMs(sendId: string, { tending }: Policy): number {
  const random = seededRandom(`rescue:${sendId}`);
  return Math.round(between(random, tending.rescueMinutesAtLeast, tending.rescueMinutesAtMost) * MINUTE_MS);
}

export interface AnswerRequest {
  /** The mail to answer. */
  readonly sendId: string;
  /** Its depth in its thread: 0 for a thread's first mail. */
  readonly depth: number;
  /** The mailbox that would answer, and its local date, ISO. */
  readonly mailboxId: string;
  readonly date: string;
}

export type AnswerDecision =
  { readonly answers: false } | { readonly answers: true; readonly afterMs: number };

/**
 * Whether and how long after it was found a mail is answered. Each mailbox answers its own share of each day's mail
 * (25 to 35 %); delays are log-normal, 45 minutes to 2 days. Decided once by the mail's id, so asking again gives the same.
 */
export function answerDecision(
  { sendId, depth, mailboxId, date }: AnswerRequest,
  { tending }: Policy,
): AnswerDecision {
  if (depth >= tending.threadDepthAtMost) return { answers: false };
  const random = seededRandom(`answer:${sendId}`);
  if (random() >= answerRatio(mailboxId, date, tending)) return { answers: false };
  const minutes = logNormalBetween(random, {
    median: tending.answerMinutesMedian,
    sigma: tending.answerSigma,
    low: tending.answerMinutesAtLeast,
    high: tending.answerMinutesAtMost,
  });
  return { answers: true, afterMs: Math.round(minutes * MINUTE_MS) };
}

/** Whether a mail is flagged as important when it is read. */
export function isFlagged(sendId: string, { tending }: Policy): boolean {
  return seededRandom(`flag:${sendId}`)() < tending.flaggedRatio;
}

function answerRatio(mailboxId: string, date: string, tending: Policy['tending']): number {
  const { answerRatio: usual, answerSpreadRatio: spread } = tending;
  return between(seededRandom(`answer-ratio:${mailboxId}:${date}`), usual - spread, usual + spread);
}
