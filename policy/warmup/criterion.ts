/**
 * `unknown`: nobody could tell (a resolver's hiccup, too few mails); it never counts as a pass nor is it a failure.
 * `not-applicable`: there is nothing to check here, which doesn't stand in the way.
 */
export type CriterionState = 'pass' | 'fail' | 'unknown' | 'not-applicable';

/** One thing that must be so before the mailbox goes on, with its evidence in words. */
export interface Criterion {
  readonly name: string;
  readonly state: CriterionState;
  readonly sentence: string;
}

/** Whether every criterion passes, or doesn't apply. */
export function areMet(criteria: readonly Criterion[]): boolean {
  return criteria.every(({ state }) => state === 'pass' || state === 'not-applicable');
}

/** The sentences of what is missing. */
export function missingSentences(criteria: readonly Criterion[]): string[] {
  return criteria
    .filter(({ state }) => state === 'fail' || state === 'unknown')
    .map(({ sentence }) => sentence);
}
