import { DateTime } from 'luxon';
import type { PhaseName, PlanPreset, Policy } from '../schema.ts';
import type { HealthBand } from '../health-band.ts';
import { areMet, missingSentences } from './criterion.ts';
import { entryCriteria, goodHealth, type EntryFacts } from './entry.ts';
import { dayLevels } from './level.ts';
import { curveLevel, isGraduatedPhase, phaseAfter, planLength } from './plan.ts';

/** Where a mailbox stands in its plan: the newest day that it worked. */
export interface PlanState {
  readonly phase: PhaseName;
  /** Counted from 1; stands still while the band isn't good, and at the phase's end while the next can't be entered. */
  readonly phaseDay: number;
  /** Worked days of the plan. */
  readonly day: number;
  /** Warm-up mails of that day before its random spread. */
  readonly level: number;
  /** Cold mails of that day, likewise. */
  readonly coldLevel: number;
  readonly band: HealthBand;
  /** Local date, ISO: `2026-03-01`. */
  readonly lastWorkedOn: string;
}

export interface PlanFacts extends EntryFacts {
  /** The local date to plan, ISO. */
  readonly date: string;
  readonly preset: PlanPreset;
  /** A person decided that the mailbox graduates, whatever is missing. */
  readonly isGraduatedByPerson: boolean;
  /** Days that people have added to the time in which the mailbox may graduate. */
  readonly extendedByDays: number;
}

interface PlanDayBase {
  readonly isGraduated: boolean;
  /** What still has to come true to go on to the next phase; empty when nothing stands in the way. */
  readonly missing: readonly string[];
  /** Where it stands, and whatever makes the day other than the curve says. */
  readonly sentences: readonly string[];
}

export interface WorkingDay extends PlanDayBase {
  readonly status: 'works';
  /** To be given back as `state` once the day was worked (`wasWorked`), else to be dropped. */
  readonly state: PlanState;
  /** Warm-up mails, before the random spread and the weekend. */
  readonly level: number;
  /** Cold mails, likewise. */
  readonly coldAllowed: number;
}

export interface IdleDay extends PlanDayBase {
  /**
   * `waits-for-person`: it didn't graduate in time; more days, graduation or retirement by a person goes on.
   * `stopped`: the band is `retired`, until a person changes it.
   */
  readonly status: 'waits-for-person' | 'stopped';
  readonly state: null;
  readonly level: 0;
  readonly coldAllowed: 0;
}

export type PlanDay = WorkingDay | IdleDay;

/**
 * The next day of a mailbox's plan. `state` is that of the newest worked day, or `start`. Days that weren't worked are
 * not in it, hence aren't counted and never caught up; how long ago the newest was is told by its date.
 */
export function nextPlanDay(state: PlanState | 'start', facts: PlanFacts, policy: Policy): PlanDay {
  if (facts.band === 'retired') return stoppedDay(state);
  const plan = policy.plans[facts.preset];
  const { phase, phaseDay, missing } = nextStep(state, facts, policy);
  const day = state === 'start' ? 1 : state.day + 1;
  const isGraduated = isGraduatedPhase(phase);
  const lastDay = planLength(plan) + policy.volume.extraDaysBeforePerson + facts.extendedByDays;
  if (!isGraduated && day > lastDay) return waitingDay(lastDay, facts);

  const previous = state === 'start' ? null : state;
  const { warmup, cold, sentences } = dayLevels(
    {
      target: curveLevel(plan, phase, phaseDay),
      previous,
      idleDays: previous ? idleDays(previous.lastWorkedOn, facts.date) : 0,
      band: facts.band,
    },
    policy,
  );
  const where = `Day ${day} of the plan, day ${phaseDay} of ${plan[phase].days} of the ${phase} phase.`;
  const held = missing.length > 0 ? [`The next phase can't begin yet. ${missing.join(' ')}`] : [];
  return {
    status: 'works',
    state: {
      phase,
      phaseDay,
      day,
      level: warmup,
      coldLevel: cold,
      band: facts.band,
      lastWorkedOn: facts.date,
    },
    level: warmup,
    coldAllowed: cold,
    isGraduated,
    missing,
    sentences: [where, ...held, ...sentences],
  };
}

/**
 * Whether a day counts as worked: something was sent, and at least half of what was planned. A day that sent nothing
 * tells nothing, be it a quiet weekend early in the plan or for want of partners.
 */
export function wasWorked(
  { planned, sent }: { readonly planned: number; readonly sent: number },
  policy: Policy,
): boolean {
  return sent > 0 && sent >= policy.volume.workedRatio * planned;
}

interface Step {
  readonly phase: PhaseName;
  readonly phaseDay: number;
  readonly missing: readonly string[];
}

function nextStep(state: PlanState | 'start', facts: PlanFacts, policy: Policy): Step {
  if (state === 'start') return { phase: 'rising', phaseDay: 1, missing: [] };
  if (facts.isGraduatedByPerson && !isGraduatedPhase(state.phase)) {
    return { phase: 'first-cold', phaseDay: 1, missing: [] };
  }
  const { days } = policy.plans[facts.preset][state.phase];
  // A change of preset may have put the phase's end before the day that was reached.
  const held: Step = { phase: state.phase, phaseDay: Math.min(state.phaseDay, days), missing: [] };
  if (facts.band !== 'good') return { ...held, missing: [goodHealth(facts.band).sentence] };
  if (state.phaseDay < days) return { ...held, phaseDay: state.phaseDay + 1 };
  const next = phaseAfter(state.phase);
  if (!next) return held;
  const criteria = entryCriteria(next, facts, policy);
  return areMet(criteria)
    ? { phase: next, phaseDay: 1, missing: [] }
    : { ...held, missing: missingSentences(criteria) };
}

function stoppedDay(state: PlanState | 'start'): IdleDay {
  return {
    status: 'stopped',
    state: null,
    level: 0,
    coldAllowed: 0,
    isGraduated: state !== 'start' && isGraduatedPhase(state.phase),
    missing: ['A person has to decide on a mailbox whose health band is retired.'],
    sentences: ['The health band is retired: nothing is sent until a person decides.'],
  };
}

function waitingDay(lastDay: number, { graduation }: PlanFacts): IdleDay {
  const missing = missingSentences(graduation.criteria);
  return {
    status: 'waits-for-person',
    state: null,
    level: 0,
    coldAllowed: 0,
    isGraduated: false,
    missing,
    sentences: [
      `Not graduated after ${lastDay} days: a person has to extend, graduate or retire it.`,
      ...missing,
    ],
  };
}

/** Whole days between two local dates on which nothing was worked: 0 from one day to the next. */
function idleDays(lastWorkedOn: string, date: string): number {
  const last = DateTime.fromISO(lastWorkedOn, { zone: 'utc' });
  return Math.max(0, DateTime.fromISO(date, { zone: 'utc' }).diff(last, 'days').days - 1);
}
