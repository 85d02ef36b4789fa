import { DateTime } from 'luxon';
import { worseBand, type HealthBand } from '../health-band.ts';
import type { RecipientProvider } from '../recipient-provider.ts';
import type { PhaseName, PlanPreset, Policy } from '../schema.ts';
import { mayGraduate } from './graduation.ts';
import { carriedVolume } from './partner-graph.ts';
import { placementBand, placementStats, type PlacementCount } from './placement.ts';
import { nextPlanDay, wasWorked, type PlanFacts, type PlanState } from './progress.ts';
import { planRounds } from './rounds.ts';
import { dayVolume, isWeekend } from './volume.ts';

/** What life does to the mailbox on one day; whatever is left out goes well. */
export interface SimulatedConditions {
  /** False: nothing is sent that day (paused, no worker, no connection). */
  readonly isWorking?: boolean;
  /** Share of the day's mail that lands in Junk, 0-1. */
  readonly junkRatio?: number;
  /** A band from elsewhere (bounces, complaints); Junk makes its own. */
  readonly band?: HealthBand;
  readonly authentication?: 'pass' | 'fail' | 'unknown';
  readonly isLoginRefused?: boolean;
  readonly isGraduatedByPerson?: boolean;
  readonly extendedByDays?: number;
}

export interface Simulation {
  readonly mailboxId: string;
  /** First local date, ISO. */
  readonly startOn: string;
  readonly timeZone: string;
  readonly days: number;
  readonly preset: PlanPreset;
  readonly eligiblePartners: number;
  readonly warmingDomains: number;
  readonly partnerProvider: RecipientProvider;
  /** Asked for each calendar day, counted from 1. */
  readonly conditions: (calendarDay: number) => SimulatedConditions;
}

/** One calendar day as it was planned and as it went. */
export interface SimulatedDay {
  readonly date: string;
  readonly status: 'works' | 'waits-for-person' | 'stopped';
  /** The plan's day; null without one. */
  readonly day: number | null;
  readonly phase: PhaseName | null;
  readonly band: HealthBand;
  readonly level: number;
  /** Warm-up mails by the curve and the day's spread, what the partner graph carries of them, and what was sent. */
  readonly wanted: number;
  readonly planned: number;
  readonly sent: number;
  readonly cold: number;
  readonly rounds: number;
  readonly isGraduated: boolean;
  readonly sentences: readonly string[];
}

/** Plays a mailbox's days through the functions that decide the real ones. */
export function simulateWarmup(simulation: Simulation, policy: Policy): readonly SimulatedDay[] {
  const history: PlayedDay[] = [];
  const table: SimulatedDay[] = [];
  const start = DateTime.fromISO(simulation.startOn, { zone: simulation.timeZone });
  for (let calendarDay = 1; calendarDay <= simulation.days; calendarDay++) {
    const morning = start.plus({ days: calendarDay - 1 });
    const { row, played } = playDay(simulation, calendarDay, morning, history, policy);
    if (played) history.unshift(played);
    table.push(row);
  }
  return table;
}

/** A day that had a plan, newest first in the history. */
interface PlayedDay {
  readonly calendarDay: number;
  readonly state: PlanState;
  readonly isWorked: boolean;
  readonly planned: number;
  readonly sent: number;
  readonly placement: PlacementCount;
}

function playDay(
  simulation: Simulation,
  calendarDay: number,
  morning: DateTime,
  history: readonly PlayedDay[],
  policy: Policy,
): { row: SimulatedDay; played: PlayedDay | null } {
  const date = morning.toFormat('yyyy-MM-dd');
  const conditions = simulation.conditions(calendarDay);
  const { state, facts } = morningFacts(simulation, calendarDay, morning, history, policy);
  const planDay = nextPlanDay(state, { ...facts, date }, policy);
  const base = { date, status: planDay.status, band: facts.band, isGraduated: planDay.isGraduated };
  if (planDay.status !== 'works') {
    const nothing = { day: null, phase: null, level: 0, wanted: 0, planned: 0, sent: 0, cold: 0, rounds: 0 };
    return { row: { ...base, ...nothing, sentences: planDay.sentences }, played: null };
  }
  const { level, coldAllowed } = planDay;
  const { mailboxId, timeZone, eligiblePartners, warmingDomains } = simulation;
  const volume = dayVolume({ mailboxId, date, level, coldAllowed, isWeekend: isWeekend(date) }, policy);
  const carried = carriedVolume({ wanted: volume.warmup, eligiblePartners, warmingDomains }, policy);
  const planned = carried.carried;
  const isWorking = conditions.isWorking ?? true;
  const sent = isWorking ? planned : 0;
  const junk = Math.round(sent * (conditions.junkRatio ?? 0));
  const row: SimulatedDay = {
    ...base,
    day: planDay.state.day,
    phase: planDay.state.phase,
    level,
    wanted: volume.warmup,
    planned,
    sent,
    cold: isWorking ? volume.cold : 0,
    rounds: planRounds({ mailboxId, date, timeZone, volume: planned }, policy).length,
    sentences: [...planDay.sentences, ...volume.sentences, ...(carried.sentence ? [carried.sentence] : [])],
  };
  const played: PlayedDay = {
    calendarDay,
    state: planDay.state,
    isWorked: wasWorked({ planned, sent }, policy),
    planned,
    sent,
    placement: { inbox: sent - junk, junk, missing: 0 },
  };
  return { row, played };
}

/** What is known in the morning of a day: the newest worked day, and the evidence of the days before. */
function morningFacts(
  simulation: Simulation,
  calendarDay: number,
  morning: DateTime,
  history: readonly PlayedDay[],
  policy: Policy,
): { state: PlanState | 'start'; facts: Omit<PlanFacts, 'date'> } {
  const conditions = simulation.conditions(calendarDay);
  const state = history.find(({ isWorked }) => isWorked)?.state ?? 'start';
  const window = history.filter((played) => calendarDay - played.calendarDay <= policy.placement.windowDays);
  const placement = placementStats(
    window.map((played) => ({ provider: simulation.partnerProvider, ...played.placement })),
  );
  const band = worseBand(conditions.band ?? 'good', placementBand(placement, policy).band);
  const graduation = mayGraduate(
    {
      now: morning.toJSDate(),
      day: state === 'start' ? 0 : state.day,
      authentication: conditions.authentication ?? 'pass',
      placement,
      loginFaultAt: conditions.isLoginRefused ? morning.toJSDate() : null,
      blocklists: [],
      band,
      plannedDays: history,
    },
    policy,
  );
  const facts = {
    preset: simulation.preset,
    band,
    placement,
    graduation,
    isGraduatedByPerson: conditions.isGraduatedByPerson ?? false,
    extendedByDays: conditions.extendedByDays ?? 0,
  };
  return { state, facts };
}
