import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { businessTimeAt, openClock, openSharedClock, realClock, type OpenClock } from '../../store/clock.ts';
import { keepClock, type ClockKeeper } from '../../store/clock-keeper.ts';
import { openStore, type Store } from '../../store/connection.ts';
import { administer, createTestDatabase, type TestDatabase } from './database.ts';
import { noon } from './world.ts';

let database: TestDatabase;
let store: Store;
let real: number;
const realTime = () => real;
const seldom = 3_600_000;

beforeAll(async () => {
  database = await createTestDatabase();
  store = openStore(database);
});

beforeEach(() => {
  real = noon.getTime();
});

afterEach(() => administer(database.ownerUrl, (client) => client.query('delete from clock')));

afterAll(async () => {
  await store.close();
  await database.drop();
});

describe('the clock of production', () => {
  test('is real time', () => {
    const clock = realClock(realTime);
    expect(clock.now()).toEqual(noon);
    expect(clock.speed).toBe(1);
    expect(clock.waitMs(new Date(real + 1_500))).toBe(1_500);
    expect(clock.waitMs(new Date(real - 1))).toBe(0);
  });

  test('is what a process gets when nobody keeps another', async () => {
    const clock = await openClock(store, 1);
    expect(clock.speed).toBe(1);
    await clock.close();
    await expect(openClock(store, 60)).rejects.toThrow(
      'SAMOVAR_CLOCK_SPEED is 60, and nothing keeps that clock',
    );
  });
});

describe('the clock of a local stack', () => {
  let keeper: ClockKeeper;
  let clock: OpenClock;

  /** The clock as a process sees it that has just read it. */
  async function seen(): Promise<number> {
    await clock.close();
    clock = await openSharedClock(store, { everyMs: seldom, realTime });
    return clock.now().getTime();
  }

  beforeEach(async () => {
    keeper = await keepClock(store, { speed: 3_600, everyMs: seldom, realTime });
    clock = await openSharedClock(store, { everyMs: seldom, realTime });
  });

  afterEach(async () => {
    await keeper.stop();
    await clock.close();
  });

  test('begins at real time and runs at its speed', () => {
    expect(clock.now()).toEqual(noon);
    real += 1_000;
    expect(clock.now()).toEqual(new Date('2026-11-02T13:00:00Z'));
    expect(clock.speed).toBe(3_600);
  });

  test('tells how long to wait in real time, rounded up', () => {
    expect(clock.waitMs(new Date(noon.getTime() + 3_600_000))).toBe(1_000);
    expect(clock.waitMs(new Date(noon.getTime() + 1))).toBe(1);
    expect(clock.waitMs(noon)).toBe(0);
    const until = new Date(noon.getTime() + 123_457);
    real += clock.waitMs(until);
    expect(clock.now().getTime()).toBeGreaterThanOrEqual(until.getTime());
  });

  test('stands still when nobody has anchored it for three seconds', async () => {
    real += 3_000;
    const stopped = clock.now();
    expect(stopped).toEqual(new Date('2026-11-02T15:00:00Z'));
    real += 10 * 3_600_000;
    expect(clock.now()).toEqual(stopped);
    expect(await seen()).toBe(stopped.getTime());
  });

  test('goes on after a night from where it stood', async () => {
    real += 1_000;
    await keeper.stop();
    real += 12 * 3_600_000;
    expect(await seen()).toBe(Date.parse('2026-11-02T13:00:00Z'));
    keeper = await keepClock(store, { speed: 3_600, everyMs: seldom, realTime });
    expect(await seen()).toBe(Date.parse('2026-11-02T13:00:00Z'));
    real += 1_000;
    expect(clock.now()).toEqual(new Date('2026-11-02T14:00:00Z'));
  });

  test('never goes back after a kill: a process may have seen it run on', async () => {
    real += 2_000;
    const seenBefore = clock.now().getTime();
    real += 12 * 3_600_000;
    const next = await keepClock(store, { speed: 60, everyMs: seldom, realTime });
    expect(await seen()).toBeGreaterThanOrEqual(seenBefore);
    await next.stop();
  });

  test('bends at the moment at which its speed changes', async () => {
    real += 1_000;
    await keeper.setSpeed(60);
    expect(await seen()).toBe(Date.parse('2026-11-02T13:00:00Z'));
    real += 1_000;
    expect(clock.now()).toEqual(new Date('2026-11-02T13:01:00Z'));
  });

  test('does not go back in a process that hears late of a lower speed', async () => {
    const late = await openSharedClock(store, { everyMs: 5, realTime });
    await administer(database.ownerUrl, async (client) => {
      await client.query('begin');
      await client.query('lock table clock'); // nobody reads it until the commit
      await client.query('update clock set speed = 1');
      real += 1_000;
      expect(late.now()).toEqual(new Date('2026-11-02T13:00:00Z'));
      await client.query('commit');
    });
    while (late.speed !== 1) await store.ping();
    expect(late.now()).toEqual(new Date('2026-11-02T13:00:00Z'));
    await late.close();
  });

  test('does not go back when the clock of the wall is put back', () => {
    real += 1_000;
    const before = clock.now();
    real -= 500;
    expect(clock.now()).toEqual(before);
  });

  test('asks to look again while it is stopped', async () => {
    await keeper.stop();
    await seen();
    expect(clock.speed).toBe(0);
    expect(clock.waitMs(new Date(noon.getTime() + 1))).toBeGreaterThan(0);
  });

  test('is anchored again and again, on the same line', async () => {
    const busy = await keepClock(store, { speed: 3_600, everyMs: 1, realTime });
    const anchorOf = () =>
      store.withoutTenant((tx) => tx.selectFrom('clock').selectAll().executeTakeFirstOrThrow());
    real += 100_000_000;
    let line = await anchorOf();
    while (line.realAnchor.getTime() < real) line = await anchorOf();
    const last = line;
    real += 2_000;
    while (line.realAnchor.getTime() < real) line = await anchorOf();
    expect(line.businessAnchor.getTime()).toBe(businessTimeAt(last, real));
    await busy.stop();
  });

  test('is shared by the processes that are told its speed', async () => {
    const shared = await openClock(store, 3_600);
    expect(shared.speed).toBe(3_600);
    await shared.close();
  });
});
