import { setTimeout as delay } from 'node:timers/promises';
import type { SmtpSession } from '../mail/smtp.ts';
import { SmtpOpenError, type SubmissionOutcome } from '../mail/submission-outcome.ts';
import { SamovarError } from '../policy/errors.ts';
import type { Decision } from '../policy/gates/decision.ts';
import {
  beginSubmission,
  markHandingOver,
  recordOutcome,
  type LedgerOutcome,
  type SendFacts,
} from '../store/sends.ts';
import type { Dependencies } from './dependencies.ts';

const recordPauseMs = 500;

/** An outcome that the database couldn't take: ids and codes only, since Temporal's history keeps it. */
export interface UnrecordedOutcome {
  readonly sendId: string;
  readonly attempt: number;
  readonly outcome: LedgerOutcome;
}

export type SendVerdict =
  | { readonly kind: 'settled'; readonly outcome: LedgerOutcome['kind'] | 'earlier' }
  | { readonly kind: 'refused'; readonly sentence: string }
  | { readonly kind: 'later' }
  | { readonly kind: 'not-recorded'; readonly unrecorded: UnrecordedOutcome };

/** One message to submit: its row, what to write to the wire, the gates to ask, and a connection. */
export interface SendOrder {
  readonly tenantId: string;
  readonly sendId: string;
  readonly message: {
    readonly raw: Buffer;
    readonly envelope: { readonly from: string; readonly to: string };
  };
  /** Asked under the recipient's lock, with the facts as they are then. */
  readonly evaluate: (facts: SendFacts) => Decision;
  /** Asked once the lease is committed. */
  readonly connect: () => Promise<SmtpSession>;
}

/**
 * Submits one row of the ledger, at most once, whatever dies: lease, hand-over mark, outcome, each committed before the
 * next step begins. May be called again for the same row at any time, by anybody.
 *
 * Where it can die, and what the next caller finds:
 * - before or after the lease: `reserved`, or `submitting` until the lease ends, then `reserved` again: never handed over;
 * - after the hand-over mark: `handing-over`, at the lease's end `unknown`: it may have been accepted, so it is never
 *   submitted again, only reconciled;
 * - after the outcome: the row is terminal, and its answer is given again.
 */
export async function submitSend(dependencies: Dependencies, order: SendOrder): Promise<SendVerdict> {
  const { store, clock, submissionLimits, reached } = dependencies;
  const { tenantId, sendId } = order;
  reached('reserved', sendId);
  const begun = await store.forTenant(tenantId, (tx) =>
    beginSubmission(tx, {
      sendId,
      now: clock.now(),
      leaseMs: submissionLimits.leaseMs,
      evaluate: order.evaluate,
    }),
  );
  switch (begun.kind) {
    case 'terminal':
      return { kind: 'settled', outcome: 'earlier' };
    case 'refused':
      return { kind: 'refused', sentence: begun.decision.sentence };
    case 'busy':
    case 'not-due':
      return { kind: 'later' };
    case 'begun':
      break;
  }
  reached('submitting', sendId);
  const { attempt } = begun;
  const outcome = ledgerOutcome(await handOver(dependencies, order, attempt));
  reached('answered', sendId);
  const isRecorded = await keepTrying(submissionLimits.recordMs, () =>
    store.forTenant(tenantId, (tx) => recordOutcome(tx, { sendId, attempt, outcome, now: clock.now() })),
  );
  if (!isRecorded) return { kind: 'not-recorded', unrecorded: { sendId, attempt, outcome } };
  reached('recorded', sendId);
  return { kind: 'settled', outcome: outcome.kind };
}

async function handOver(
  { store, reached }: Dependencies,
  { tenantId, sendId, message, connect }: SendOrder,
  attempt: number,
): Promise<SubmissionOutcome> {
  let session: SmtpSession;
  try {
    session = await connect();
  } catch (error) {
    if (error instanceof SmtpOpenError) return error.outcome;
    throw error;
  }
  return session.submit({
    raw: message.raw,
    envelope: message.envelope,
    beforeHandOver: async () => {
      reached('ready-for-data', sendId);
      const mayGo = await store.forTenant(tenantId, (tx) => markHandingOver(tx, { sendId, attempt }));
      if (mayGo) reached('handing-over', sendId);
      return mayGo;
    },
  });
}

/** The outcome without the server's words, which may quote addresses. */
function ledgerOutcome(outcome: SubmissionOutcome): LedgerOutcome {
  switch (outcome.kind) {
    case 'accepted':
      return {
        kind: 'accepted',
        code: outcome.code,
        enhancedCode: outcome.enhancedCode,
        wireMessageId: outcome.wireMessageId,
      };
    case 'rejected':
      return {
        kind: 'rejected',
        phase: outcome.phase,
        code: outcome.code,
        enhancedCode: outcome.enhancedCode,
        permanence: outcome.permanence,
      };
    case 'not-handed-over':
      return {
        kind: 'not-handed-over',
        phase: outcome.phase,
        cause: outcome.cause,
        code: outcome.code,
        enhancedCode: outcome.enhancedCode,
      };
    case 'unknown':
      return { kind: 'unknown', phase: outcome.phase };
  }
}

/** Repeats a write while the database is away. Gives false when it stayed away for `limitMs`. */
async function keepTrying(limitMs: number, write: () => Promise<unknown>): Promise<boolean> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    try {
      await write();
      return true;
    } catch (error) {
      if (!(error instanceof SamovarError) || error.code !== 'database-unavailable') throw error;
      if (performance.now() > deadline) return false;
      await delay(recordPauseMs);
    }
  }
}
