import { defaults } from '../../../policy/defaults.ts';
import { placementStats, type PlacementCount } from '../../../policy/warmup/placement.ts';
import { mayGraduate, type GraduationSnapshot } from '../../../policy/warmup/graduation.ts';
import type { PlanFacts, PlanState } from '../../../policy/warmup/progress.ts';

/** Placement at one provider, all in the inbox unless said otherwise. */
export function placementOf(count: Partial<PlacementCount>) {
  return placementStats([{ provider: 'yandex', inbox: 0, junk: 0, missing: 0, ...count }]);
}

/** A mailbox on the morning after its 28th day, with nothing in the way of graduation. */
export const ripeSnapshot: GraduationSnapshot = {
  now: new Date('2026-03-30T00:10:00Z'),
  day: 28,
  authentication: 'pass',
  placement: placementOf({ inbox: 97, junk: 3 }),
  loginFaultAt: null,
  blocklists: [],
  band: 'good',
  plannedDays: Array.from({ length: 10 }, () => ({ planned: 20, sent: 20 })),
};

/** A good morning. */
export const goodFacts: PlanFacts = {
  date: '2026-03-30',
  preset: 'default',
  band: 'good',
  placement: ripeSnapshot.placement,
  graduation: mayGraduate(ripeSnapshot, defaults),
  isGraduatedByPerson: false,
  extendedByDays: 0,
};

/** Where a mailbox stands that worked the day before `goodFacts`. */
export function stateAt(state: Partial<PlanState>): PlanState {
  return {
    phase: 'rising',
    phaseDay: 5,
    day: 5,
    level: 6,
    coldLevel: 0,
    band: 'good',
    lastWorkedOn: '2026-03-29',
    ...state,
  };
}
