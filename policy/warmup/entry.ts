import type { HealthBand } from '../health-band.ts';
import type { PhaseName, Policy } from '../schema.ts';
import { percent } from '../sentences.ts';
import type { Criterion } from './criterion.ts';
import type { Graduation } from './graduation.ts';
import { inboxPlacement, junkRatio, observedMails, type PlacementStats } from './placement.ts';

export interface EntryFacts {
  readonly band: HealthBand;
  readonly placement: PlacementStats;
  readonly graduation: Graduation;
}

/** What must be so for a mailbox to enter a phase, each with its evidence; the order of phases is the caller's. */
export function entryCriteria(phase: PhaseName, facts: EntryFacts, policy: Policy): readonly Criterion[] {
  switch (phase) {
    case 'rising':
      return [];
    case 'steady':
      return [observedEnough(facts.placement, policy), littleJunk(facts.placement, policy)];
    case 'first-cold':
      return facts.graduation.criteria;
    case 'second-cold':
      return [inboxPlacement(facts.placement, policy)];
    case 'matured':
      return [inboxPlacement(facts.placement, policy), goodHealth(facts.band)];
  }
}

/** Bounce, complaint and Junk bands are one: the worst of them is the mailbox's. */
export function goodHealth(band: HealthBand): Criterion {
  const state = band === 'good' ? 'pass' : 'fail';
  return { name: 'health', state, sentence: `The health band is ${band}.` };
}

function observedEnough({ total }: PlacementStats, { placement }: Policy): Criterion {
  const observed = observedMails(total);
  const sentence = `${observed} mails were observed in ${placement.windowDays} days, ${placement.observedAtLeast} are needed.`;
  return {
    name: 'observed-mails',
    state: observed >= placement.observedAtLeast ? 'pass' : 'unknown',
    sentence,
  };
}

function littleJunk({ total }: PlacementStats, { placement }: Policy): Criterion {
  const share = junkRatio(total);
  const limit = placement.steadyJunkBelow;
  const sentence = `${percent(share)} of the observed mails were in Junk, less than ${percent(limit)} is needed.`;
  return { name: 'junk', state: share < limit ? 'pass' : 'fail', sentence };
}
