import { afterEach, expect, test } from 'vitest';
import { createWarmupActivities } from '../../activities/warmup.ts';
import { startPlay } from './play.ts';
import { recordsOf, standAt } from './records.ts';
import { createActivityWorld, type ActivityWorld, type WorldOptions } from './world.ts';

let world: ActivityWorld;
afterEach(() => world.close());

/** A Monday. */
const midnight = '2026-11-02T00:00:00Z';

async function createWorld(options: Partial<WorldOptions> = {}) {
  world = await createActivityWorld({ start: midnight, domains: 2, ...options });
  const [anna, ben] = world.mailboxes;
  if (!anna || !ben) throw new Error('two mailboxes are needed');
  return { anna, ben, records: recordsOf(world) };
}

test('plans a day once: two at once and a retry are given the same rounds', async () => {
  const { anna, records } = await createWorld();
  const activities = createWarmupActivities(world.dependencies);
  const input = { tenantId: world.tenantId, mailboxId: anna.id, domainId: anna.domainId };
  const ask = () => world.run(() => activities.planWarmupDay(input));
  const atOnce = await Promise.all([ask(), ask(), ask()]);
  const [day, rounds] = [await records.days(anna), await records.rounds(anna)];
  const again = await ask();
  expect(atOnce.filter(({ plannedDay }) => plannedDay)).toHaveLength(1);
  expect(again).toEqual({ ...atOnce[0], plannedDay: false });
  expect([await records.days(anna), await records.rounds(anna)]).toEqual([day, rounds]);
  expect(rounds.length).toBeGreaterThanOrEqual(2);
});

test('a day that is planned late has only the rounds that are still ahead', async () => {
  const evening = '2026-11-02T19:00:00Z';
  const { anna, records } = await createWorld({ start: evening, domains: 12 });
  await standAt(world, anna, { date: '2026-11-01', day: 27, phase: 'steady', phaseDay: 13, level: 20 });
  await startPlay(world, [anna]).playUntil('2026-11-03T00:00:00Z');
  const [, today] = await records.days(anna);
  const rounds = await records.rounds(anna);
  expect(rounds.every(({ dueAt }) => dueAt > new Date(evening))).toBe(true);
  expect(today?.planned).toBeLessThan(today?.wanted ?? 0);
  expect(await records.sends(anna)).toHaveLength(today?.planned ?? NaN);
});

test('days without a worker are not caught up: not their mails, not their place in the plan', async () => {
  const { anna, records } = await createWorld();
  const play = startPlay(world);
  // The worker dies when Thursday has been planned, and is back late on Sunday.
  await play.playUntil('2026-11-05T02:00:00Z');
  world.clock.set('2026-11-08T23:00:00Z');
  await play.playUntil('2026-11-10T00:00:00Z');
  const days = await records.days(anna);
  expect(days.map(({ date, day, level }) => ({ date, day, level }))).toEqual([
    { date: '2026-11-02', day: 1, level: 2 },
    { date: '2026-11-03', day: 2, level: 3 },
    { date: '2026-11-04', day: 3, level: 4 },
    { date: '2026-11-05', day: 4, level: 5 },
    { date: '2026-11-08', day: 4, level: 5 },
    // Away for more than three days: a step back by a fifth.
    { date: '2026-11-09', day: 4, level: 3 },
  ]);
  expect(days.map(({ worked }) => worked)).toEqual([true, true, true, false, false, null]);
  const thursday = (await records.rounds(anna)).filter(({ date }) => date === '2026-11-05');
  expect(new Set(thursday.map(({ state }) => state))).toEqual(new Set(['missed']));
  const sentOn = async (date: string) =>
    (await records.sends(anna)).filter(
      ({ kind, slotAt }) => kind === 'warmup' && slotAt.toISOString().startsWith(date),
    ).length;
  expect([await sentOn('2026-11-05'), await sentOn('2026-11-08')]).toEqual([0, 0]);
  expect(await sentOn('2026-11-09')).toBe(days.at(-1)?.planned);
});

test('mailboxes of one domain say that another domain is missing, and never send', async () => {
  const { anna, ben, records } = await createWorld({ domains: 1, mailboxesPerDomain: 2 });
  const play = startPlay(world);
  await play.playUntil('2026-11-06T00:00:00Z');
  expect(await world.mail.entries('accepted')).toEqual([]);
  expect([...(await records.sends(anna)), ...(await records.sends(ben))]).toEqual([]);
  expect((await records.warmup(anna)).sentence).toContain('Mailboxes on another domain are needed.');
  expect(play.answers.at(-1)?.sentence).toContain('Mailboxes on another domain are needed.');
  // A day on which nothing could be sent doesn't count.
  expect((await records.days(anna)).map(({ day }) => day)).toEqual([1, 1, 1, 1]);
});
