import type { PhaseName, Plan } from '../schema.ts';

/** The phases of a plan, in order. Each has an entry condition (`entry.ts`), `rising` but none. */
export const phaseOrder = [
  'rising',
  'steady',
  'first-cold',
  'second-cold',
  'matured',
] as const satisfies PhaseName[];

export interface CurveLevel {
  /** Mails of warm-up a working day, whole. */
  readonly warmup: number;
  /** Cold mails a working day, whole. */
  readonly cold: number;
}

/**
 * What the plan says for a day of a phase, counted from 1: on a straight line from the first day's level to the last
 * day's. A day past the phase's end has the last day's level, since a phase goes on until the next may be entered.
 */
export function curveLevel(plan: Plan, phase: PhaseName, phaseDay: number): CurveLevel {
  const { days, warmupFrom, warmupTo, coldFrom, coldTo } = plan[phase];
  const done = days === 1 ? 1 : Math.min(1, Math.max(0, (phaseDay - 1) / (days - 1)));
  return {
    warmup: Math.round(warmupFrom + (warmupTo - warmupFrom) * done),
    cold: Math.round(coldFrom + (coldTo - coldFrom) * done),
  };
}

/** The phase after this one, or null after the last. */
export function phaseAfter(phase: PhaseName): PhaseName | null {
  return phaseOrder[phaseOrder.indexOf(phase) + 1] ?? null;
}

/** Whether a mailbox in this phase has graduated: cold mail begins with the phase after graduation. */
export function isGraduatedPhase(phase: PhaseName): boolean {
  return phaseOrder.indexOf(phase) >= phaseOrder.indexOf('first-cold');
}

/** Worked days until the plan is complete: all phases but `matured`, which has no end. 56 by default. */
export function planLength(plan: Plan): number {
  return phaseOrder
    .filter((phase) => phase !== 'matured')
    .reduce((days, phase) => days + plan[phase].days, 0);
}
