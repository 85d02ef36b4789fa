import type { Selectable } from 'kysely';
import type { Store } from './connection.ts';
import type { Clock as ClockRow } from './database.ts';

/** Business time: the clock of delays, caps and plans. Runs faster than life in a local stack. */
export interface Clock {
  /** Never goes back within a process. */
  now(): Date;
  /** How many real milliseconds to wait until business time is at least `until`; rounded up, 0 when it is past. */
  waitMs(until: Date): number;
  /** Business time for each unit of real time; 0 while the stack stops. */
  readonly speed: number;
}

/** Gives real time, in milliseconds since 1970: what tests put in place of the wall's clock. */
export type RealTime = () => number;

/** The clock of production: business time is real time. */
export function realClock(realTime: RealTime = Date.now): Clock {
  return {
    now: () => new Date(realTime()),
    waitMs: (until) => Math.max(0, Math.ceil(until.getTime() - realTime())),
    speed: 1,
  };
}

/** The line on which business time runs: through the anchor, at a speed. */
export type ClockLine = Pick<Selectable<ClockRow>, 'businessAnchor' | 'realAnchor' | 'speed'>;

/**
 * How long business time runs on when nobody re-anchors it, real time: above this it stands still, so that a night
 * without the stack is no year in it. Far above the 500 ms between two anchors, so that a busy machine doesn't stop it.
 */
export const standStillAfterMs = 3_000;

/** Business time on the line, in milliseconds since 1970. */
export function businessTimeAt({ businessAnchor, realAnchor, speed }: ClockLine, realMs: number): number {
  const elapsedMs = Math.min(Math.max(realMs - realAnchor.getTime(), 0), standStillAfterMs);
  return businessAnchor.getTime() + elapsedMs * speed;
}

export interface SharedClockOptions {
  /** How often the row is read. Default 250. */
  readonly everyMs?: number;
  readonly realTime?: RealTime;
}

export interface OpenClock extends Clock {
  close(): Promise<void>;
}

/**
 * The clock of a process: the shared one where a local stack keeps one in the database, else real time.
 * Throws when `speed` asks for another clock than life's and nobody keeps one.
 */
export async function openClock(store: Store, speed: number): Promise<OpenClock> {
  if (await readLine(store)) return openSharedClock(store);
  if (speed === 1) return { ...realClock(), close: async () => undefined };
  throw new Error(
    `SAMOVAR_CLOCK_SPEED is ${speed}, and nothing keeps that clock: it is for the local stack (npm start). Remove it.`,
  );
}

/** What a stopped clock answers for a wait: look again, it may have been started. */
const waitWhileStoppedMs = 1_000;

/**
 * The clock that all processes of a local stack share: the row that `keepClock` writes, read again and again. While
 * the database is away business time runs on for `standStillAfterMs`, then stands still.
 * The processes must share the wall's clock too: one machine.
 */
export async function openSharedClock(store: Store, options: SharedClockOptions = {}): Promise<OpenClock> {
  const { everyMs = 250, realTime = Date.now } = options;
  const first = await readLine(store);
  if (!first) throw new Error('Nobody has ever kept a clock in this database.');
  let line = first;
  let latest = -Infinity;
  let isReading = false;
  const refresh = async (): Promise<void> => {
    if (isReading) return;
    isReading = true;
    line = (await readLine(store).catch(() => undefined)) ?? line;
    isReading = false;
  };
  const timer = setInterval(() => void refresh(), everyMs).unref();

  const now = (): number => {
    latest = Math.max(latest, Math.floor(businessTimeAt(line, realTime())));
    return latest;
  };
  return {
    now: () => new Date(now()),
    waitMs: (until) => {
      const missing = until.getTime() - now();
      if (missing <= 0) return 0;
      return line.speed === 0 ? waitWhileStoppedMs : Math.ceil(missing / line.speed);
    },
    get speed() {
      return line.speed;
    },
    close: async () => clearInterval(timer),
  };
}

async function readLine(store: Store): Promise<ClockLine | undefined> {
  return store.withoutTenant((tx) =>
    tx.selectFrom('clock').selectAll().where('id', '=', 1).executeTakeFirst(),
  );
}
