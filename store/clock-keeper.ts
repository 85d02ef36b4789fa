import { businessTimeAt, type RealTime } from './clock.ts';
import type { Store } from './connection.ts';

export interface ClockKeeperOptions {
  /** Business time for each unit of real time. */
  readonly speed: number;
  /** How often the line is anchored anew, real time. Default 500. */
  readonly everyMs?: number;
  readonly realTime?: RealTime;
}

export interface ClockKeeper {
  /** Bends the line at this moment; the other processes follow within a reading. */
  setSpeed(speed: number): Promise<void>;
  /** Stops business time at this moment, after all that read it have been stopped. */
  stop(): Promise<void>;
}

/**
 * Keeps the clock of a local stack going: by anchoring its line anew every `everyMs`, it says that the stack is up.
 * At its start business time goes on from where it stood, or begins at real time; it never goes back. After a kill it
 * goes on from `standStillAfterMs` behind the last anchor: as far as a process that was still running may have seen it.
 */
export async function keepClock(store: Store, options: ClockKeeperOptions): Promise<ClockKeeper> {
  const { everyMs = 500, realTime = Date.now } = options;
  let speed = options.speed;
  await anchor(store, speed, realTime());
  let anchoring = Promise.resolve();
  const anchorAgain = (): Promise<void> => {
    anchoring = anchoring.then(() => anchor(store, speed, realTime()));
    return anchoring;
  };
  // While the database is away time stands still; it goes on with the anchor that is written when it is back.
  const timer = setInterval(() => void anchorAgain().catch(() => (anchoring = Promise.resolve())), everyMs);
  return {
    setSpeed: (newSpeed) => {
      speed = newSpeed;
      return anchorAgain();
    },
    stop: async () => {
      clearInterval(timer);
      speed = 0;
      await anchorAgain();
    },
  };
}

/** Moves the anchor along the line to this moment, from which on the line runs at `speed`. */
async function anchor(store: Store, speed: number, realMs: number): Promise<void> {
  await store.forPlatform(async (tx) => {
    const now = new Date(realMs);
    await tx
      .insertInto('clock')
      .values({ id: 1, businessAnchor: now, realAnchor: now, speed })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const line = await tx
      .selectFrom('clock')
      .selectAll()
      .where('id', '=', 1)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const businessAnchor = new Date(businessTimeAt(line, realMs));
    await tx
      .updateTable('clock')
      .set({ businessAnchor, realAnchor: now, speed })
      .where('id', '=', 1)
      .execute();
  });
}
