import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Actor } from '../../store/change-log.ts';
import { extendWarmup, graduateAnyway } from '../../store/warmup-plans.ts';
import { startPlay, type Play } from './play.ts';
import { recordsOf, standAt, type Records } from './records.ts';
import { createActivityWorld, type ActivityWorld, type TestMailbox } from './world.ts';

let world: ActivityWorld;
let records: Records;
let anna: TestMailbox;
let play: Play;

/** Anna has worked 84 days, four weeks more than her plan has, and hasn't graduated. */
beforeEach(async () => {
  world = await createActivityWorld({ start: '2026-11-02T00:00:00Z', domains: 4 });
  records = recordsOf(world);
  const [first] = world.mailboxes;
  if (!first) throw new Error('a mailbox is needed');
  anna = first;
  await standAt(world, anna, { date: '2026-11-01', day: 84, phase: 'steady', phaseDay: 14, level: 20 });
  play = startPlay(world, [anna]);
});
afterEach(() => world.close());

const person = (): Actor => ({ tenantId: world.tenantId, by: 'a test', at: world.clock.now() });
const accepted = async () => (await world.mail.entries('accepted')).length;

test('a mailbox that has not graduated by day 84 waits for a person, and says what is missing', async () => {
  await play.playUntil('2026-11-05T00:00:00Z');
  expect(play.answers.map(({ stage, next }) => ({ stage, does: next.do }))).toEqual(
    [1, 2, 3].map(() => ({ stage: 'waiting', does: 'plan' })),
  );
  const { sentence } = await records.warmup(anna);
  expect(sentence).toContain('Not graduated after 84 days: a person has to extend, graduate or retire it.');
  expect(sentence).toContain('Placement is not known yet: 0 of 20 mails observed in 7 days.');
  expect(await accepted()).toBe(0);
});

test('it goes on for as many days as a person adds, then waits again', async () => {
  await play.playUntil('2026-11-02T06:00:00Z');
  await world.tx((tx) => extendWarmup(tx, person(), anna.id, { days: 2, reason: 'a test' }));
  expect(await play.wake(anna)).toMatchObject({ stage: 'warming', day: 85, next: { do: 'round' } });
  await play.playUntil('2026-11-04T06:00:00Z');
  const days = (await records.days(anna)).map(({ day, worked }) => ({ day, worked }));
  expect(days.slice(1)).toEqual([
    { day: 85, worked: true },
    { day: 86, worked: true },
  ]);
  expect(await records.warmup(anna)).toMatchObject({
    stage: 'waiting',
    sentence: expect.stringContaining('Not graduated after 86 days') as string,
  });
});

test('it graduates when a person says so, whatever is missing', async () => {
  await play.playUntil('2026-11-02T06:00:00Z');
  const decision = { decidedBy: 'Vera', reason: 'a test' };
  await world.tx((tx) => graduateAnyway(tx, person(), anna.id, decision));
  expect(await play.wake(anna)).toMatchObject({ stage: 'ready', day: 85, next: { do: 'round' } });
  await play.playUntil('2026-11-03T00:00:00Z');
  expect(await records.warmup(anna)).toMatchObject({
    phase: 'first-cold',
    graduatedAt: new Date('2026-11-02T06:00:00Z'),
    graduation: { decidedBy: 'Vera' },
  });
  const today = (await records.days(anna)).at(-1);
  expect(today).toMatchObject({ phase: 'first-cold', phaseDay: 1, level: 15 });
  expect(today?.coldAllowed).toBeGreaterThan(0);
  expect(await accepted()).toBe(today?.planned);
});
