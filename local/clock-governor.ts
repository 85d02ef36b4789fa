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
/**
 * So late may nine of ten rounds begin before the clock is slowed. At a day in 5 seconds three quarters of an hour are
 * 150 ms of real time, about what a timer, two workflow tasks and a round take on two cores that have little else to do.
 */
export const tolerableLagMinutes = 45;

/**
 * Slows business time while work lags behind it, and lets it run again when it doesn't: on a slow machine the demo takes
 * longer, and shows the same. The waits that workflows have begun are in real time; a timer that rings early waits again.
 */
export async function governClock(options: GovernorOptions, signal: AbortSignal): Promise<void> {
  const { store, clock, keeper, fastest } = options;
  let speed = fastest;
  while (!signal.aborted) {
    await delay(lookEveryMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    const now = clock.now();
    const since = new Date(now.getTime() - lookEveryMs * speed);
    const lag = await roundLag(store, { since, now }).catch(() => null);
    if (!lag || lag.rounds === 0) continue;
    const wanted = nextSpeed(speed, fastest, lag.minutes);
    if (wanted === speed) continue;
    speed = wanted;
    await keeper.setSpeed(speed).catch(() => undefined);
  }
}

/** A quarter slower above the tolerable lag, a twentieth faster below half of it, within `fastest` and a fiftieth of it. */
export function nextSpeed(speed: number, fastest: number, lagMinutes: number): number {
  if (lagMinutes > tolerableLagMinutes) return Math.max(fastest / 50, speed * 0.75);
  if (lagMinutes < tolerableLagMinutes / 2) return Math.min(fastest, speed * 1.05);
  return speed;
}
