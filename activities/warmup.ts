import { recordOutcome } from '../store/sends.ts';
import type { Dependencies } from './dependencies.ts';
import type { WarmupActivities } from './warmup-answer.ts';
import { planWarmupDay } from './warmup/plan-day.ts';
import { runWarmupRound } from './warmup/run-round.ts';

/** The side effects of `mailboxWarmup`. */
export function createWarmupActivities(dependencies: Dependencies): WarmupActivities {
  const { store, clock } = dependencies;
  return {
    planWarmupDay: (input) => planWarmupDay(dependencies, input),
    runWarmupRound: (input) => runWarmupRound(dependencies, input),
    async recordOutcome({ unrecorded, ...input }) {
      await store.forTenant(input.tenantId, (tx) => recordOutcome(tx, { ...unrecorded, now: clock.now() }));
      return planWarmupDay(dependencies, input, 'Recorded the outcome of a mail.');
    },
  };
}
