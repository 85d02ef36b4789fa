import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../store/clock.ts';
import type { ClockKeeper } from '../store/clock-keeper.ts';
import type { Store } from '../store/connection.ts';
import { roundLag } from './progress.ts';

export interface GovernorOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly keeper: ClockKeeper;
  readonly fastest: number;
}

const lookEveryMs = 1_000;
/** Begins below the fastest: what is missed while a slow machine is found out would count against the plan. */
const startRatio = 0.6;
/**
 * So late may nine of ten rounds begin before the clock is slowed. At a day in 5 seconds 40 minutes are 140 ms of real time,
 * about what a timer, two workflow tasks and a round take on two cores that have little else to do.
 */
export const tolerableLagMinutes = 40;

/** Real time between two changes to slower, so that the first shows its effect, and between two to faster. */
const slowerEveryMs = 3_000;
const fasterEveryMs = 5_000;

/**
 * Slows business time while work lags behind it, and lets it run again, carefully, when it doesn't: on a slow machine the
 * demo takes longer, and shows the same. Waits that workflows have begun are in real time: after a change to slower they
 * end early and are begun again, which is cheap; after one to faster they end late by as much, hence the small steps.
 */
export async function governClock(options: GovernorOptions, signal: AbortSignal): Promise<void> {
  const { store, clock, keeper, fastest } = options;
  let speed = fastest * startRatio;
  await keeper.setSpeed(speed).catch(() => undefined);
  let changedAt = performance.now();
  while (!signal.aborted) {
    await delay(lookEveryMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    const now = clock.now();
    const since = new Date(now.getTime() - slowerEveryMs * speed);
    const lag = await roundLag(store, { since, now }).catch(() => null);
    if (!lag || lag.rounds < 5) continue;
    const wanted = nextSpeed(speed, fastest, lag.minutes);
    if (wanted === speed) continue;
    const restMs = wanted < speed ? slowerEveryMs : fasterEveryMs;
    if (performance.now() - changedAt < restMs) continue;
    changedAt = performance.now();
    speed = wanted;
    await keeper.setSpeed(speed).catch(() => undefined);
  }
}

/** A sixth slower above the tolerable lag, a twentieth faster below half of it, within `fastest` and a fiftieth of it. */
export function nextSpeed(speed: number, fastest: number, lagMinutes: number): number {
  if (lagMinutes > tolerableLagMinutes) return Math.max(fastest / 50, speed * (5 / 6));
  if (lagMinutes < tolerableLagMinutes / 2) return Math.min(fastest, speed * 1.05);
  return speed;
}
