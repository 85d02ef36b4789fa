import type { Selectable } from 'kysely';
import type { Clock } from '../../store/clock.ts';
import type { Tx } from '../../store/connection.ts';
import type { Warmup } from '../../store/database.ts';
import { updateWarmup, type WarmupContext } from '../../store/warmups.ts';
import type { WarmupAnswer, WarmupStep } from '../warmup-answer.ts';

/** What an activity found out, before it is put on record and told to the workflow. */
export interface Finding {
  readonly stage: Selectable<Warmup>['stage'];
  readonly did: string;
  readonly sentence: string;
  readonly plannedDay?: boolean;
  /** When it goes on, and with what; null ends the run. */
  readonly next:
    | { readonly do: 'plan'; readonly at: Date }
    | { readonly do: 'round'; readonly roundId: string; readonly at: Date }
    | null;
}

/**
 * Puts a finding on record and makes it the workflow's answer: API and Web UI tell the same sentence.
 */
export async function conclude(
  tx: Tx,
  clock: Clock,
  context: WarmupContext,
  finding: Finding,
): Promise<WarmupAnswer> {
  const { stage, sentence } = finding;
  await updateWarmup(tx, context.mailbox.id, { stage, sentence, nextActionAt: finding.next?.at ?? null });
  return {
    stage,
    health: context.mailbox.health,
    day: context.warmup.day,
    did: finding.did,
    sentence,
    plannedDay: finding.plannedDay ?? false,
    next: stepOf(clock, finding.next),
  };
}

function stepOf(clock: Clock, next: Finding['next']): WarmupStep {
  if (!next) return { do: 'end' };
  const when = { waitMs: clock.waitMs(next.at), until: next.at.toISOString() };
  return next.do === 'round' ? { do: 'round', roundId: next.roundId, ...when } : { do: 'plan', ...when };
}
