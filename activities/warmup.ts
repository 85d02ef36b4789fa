import { Context } from '@temporalio/activity';
import { recordOutcome } from '../store/sends.ts';
import type { Dependencies } from './dependencies.ts';
import type { WarmupActivities } from './warmup-answer.ts';
import { planWarmupDay } from './warmup/plan-day.ts';
import { runWarmupRound } from './warmup/run-round.ts';

const beatEveryMs = 5_000;

/**
 * Tells Temporal that this process lives for as long as `work` takes: a submission alone may take 150 s, and a killed worker
 * is to be noticed sooner.
 */
async function whileBeating<T>(work: () => Promise<T>): Promise<T> {
  const context = Context.current();
  const beat = setInterval(() => context.heartbeat(), beatEveryMs);
  try {
    return await work();
  } finally {
    clearInterval(beat);
  }
}

/** The side effects of `mailboxWarmup`. */
export function createWarmupActivities(dependencies: Dependencies): WarmupActivities {
  const { store, clock } = dependencies;
  return {
    planWarmupDay: (input) => planWarmupDay(dependencies, input),
    runWarmupRound: (input) => whileBeating(() => runWarmupRound(dependencies, input)),
    async recordOutcome({ unrecorded, ...input }) {
      await store.forTenant(input.tenantId, (tx) => recordOutcome(tx, { ...unrecorded, now: clock.now() }));
      return planWarmupDay(dependencies, input, 'Recorded the outcome of a mail.');
    },
  };
}
