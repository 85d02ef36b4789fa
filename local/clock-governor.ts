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

const lookEveryMs = 2_000;
/**
 * Rounds may begin this late, in the median, before the clock is slowed: at a day in 5 seconds half an hour is 100 ms of
 * real time, about what a timer, two workflow tasks and the start of an activity take on two cores.
 */
export const tolerableLagMinutes = 30;

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
    const since = new Date(clock.now().getTime() - lookEveryMs * speed);
    const lag = await roundLag(store, since).catch(() => null);
    if (!lag || lag.rounds < 5) continue;
    const wanted = nextSpeed(speed, fastest, lag.medianMinutes);
    if (wanted === speed) continue;
    speed = wanted;
    await keeper.setSpeed(speed).catch(() => undefined);
  }
}

/** A fifth slower above the tolerable lag, a tenth faster below half of it, within `fastest` and a twentieth of it. */
export function nextSpeed(speed: number, fastest: number, lagMinutes: number): number {
  if (lagMinutes > tolerableLagMinutes) return Math.max(fastest / 20, speed * 0.8);
  if (lagMinutes < tolerableLagMinutes / 2) return Math.min(fastest, speed * 1.1);
  return speed;
}
