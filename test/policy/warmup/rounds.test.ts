import fc from 'fast-check';
import { DateTime } from 'luxon';
import { expect, test } from 'vitest';
import { defaults } from '../../../policy/defaults.ts';
import {
  lateBefore,
  planningTime,
  planRounds,
  roundsFrom,
  wakingHours,
  type Round,
  type RoundsRequest,
} from '../../../policy/warmup/rounds.ts';

const MINUTE_MS = 60_000;
const request: RoundsRequest = {
  mailboxId: 'mailbox-1',
  date: '2026-03-02',
  timeZone: 'Europe/Berlin',
  volume: 20,
};
const zones = [
  'UTC',
  'Europe/Moscow',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Apia',
];
// Clocks change: Berlin, New York, Lord Howe (by half an hour).
const dates = ['2026-03-02', '2026-03-29', '2026-10-25', '2026-03-08', '2026-11-01', '2026-04-05'];

const shareOf = (rounds: readonly Round[]) => rounds.reduce((sum, { share }) => sum + share, 0);
const anyRequest = fc.record({
  mailboxId: fc.uuid(),
  date: fc.constantFrom(...dates),
  timeZone: fc.constantFrom('Europe/Berlin', ...zones),
  volume: fc.integer({ min: 0, max: 60 }),
});

test.each([
  [0, 2],
  [1, 2],
  [8, 2],
  [9, 3],
  [15, 4],
  [20, 5],
  [21, 6],
  [50, 6],
])('%i mails are sent in %i rounds', (volume, rounds) => {
  expect(planRounds({ ...request, volume }, defaults)).toHaveLength(rounds);
});

test('the day is drawn once: asking again gives the same rounds', () => {
  expect(planRounds(request, defaults)).toEqual(planRounds({ ...request }, defaults));
});

test('shares add up to the volume, and differ by little', () => {
  fc.assert(
    fc.property(anyRequest, (any) => {
      const shares = planRounds(any, defaults).map(({ share }) => share);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBe(any.volume);
      expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(4);
    }),
  );
});

test('rounds keep their gap, in order, between 07:30 and 21:30 on the mailbox’s clock', () => {
  fc.assert(
    fc.property(anyRequest, (any) => {
      const rounds = planRounds(any, defaults);
      expect(rounds.map(({ index }) => index)).toEqual(rounds.map((_, position) => position));
      for (const [position, { at }] of rounds.entries()) {
        const local = DateTime.fromJSDate(at, { zone: any.timeZone });
        expect(local.toISODate()).toBe(any.date);
        expect(local.toFormat('HH:mm') >= '07:30' && local.toFormat('HH:mm') <= '21:30').toBe(true);
        const before = rounds[position - 1];
        if (before) expect(at.getTime() - before.at.getTime()).toBeGreaterThanOrEqual(45 * MINUTE_MS);
      }
    }),
  );
});

test('rounds fall at any time of the waking hours', () => {
  const minutes = Array.from({ length: 400 }, (_, index) =>
    planRounds(
      { ...request, date: DateTime.fromISO('2026-01-01').plus({ days: index }).toISODate()! },
      defaults,
    ),
  ).flatMap((rounds) => rounds.map(({ at }) => DateTime.fromJSDate(at, { zone: 'Europe/Berlin' }).hour));
  const { from, until } = wakingHours(request, defaults);
  const hourOf = (at: Date) => DateTime.fromJSDate(at, { zone: 'Europe/Berlin' }).hour;
  for (let hour = hourOf(from) + 1; hour < hourOf(until); hour++) expect(minutes).toContain(hour);
});

test('mailboxes wake and rest at times of their own', () => {
  const hours = Array.from({ length: 50 }, (_, index) =>
    wakingHours({ ...request, mailboxId: `m${index}` }, defaults),
  );
  expect(new Set(hours.map(({ from }) => from.getTime())).size).toBeGreaterThan(25);
  for (const { from, until } of hours)
    expect(until.getTime() - from.getTime()).toBeGreaterThanOrEqual(10 * 60 * MINUTE_MS);
});

test('a day planned late does only what is left of it', () => {
  const whole = planRounds(request, defaults);
  const noon = whole[2]!.at;
  const rest = roundsFrom(whole, noon);
  expect(rest).toEqual(whole.slice(3));
  expect(shareOf(rest)).toBeLessThan(request.volume);
  expect(roundsFrom(whole, new Date('2026-03-03T00:00:00Z'))).toEqual([]);
  expect(roundsFrom(whole, new Date('2026-03-01T00:00:00Z'))).toEqual(whole);
});

test('a round that is too late is left out', () => {
  const now = new Date('2026-03-02T12:00:00Z');
  expect(now.getTime() - lateBefore(now, defaults).getTime()).toBe(
    defaults.rounds.lateMinutesAtMost * MINUTE_MS,
  );
});

test('each mailbox is planned at its own time soon after midnight', () => {
  const midnight = new Date('2026-03-02T00:00:00Z');
  const times = Array.from({ length: 200 }, (_, index) =>
    planningTime(`m${index}`, midnight, defaults).getTime(),
  );
  const spread = defaults.rounds.planningSpreadMinutes * MINUTE_MS;
  expect(times.every((time) => time >= midnight.getTime() && time < midnight.getTime() + spread)).toBe(true);
  expect(new Set(times).size).toBeGreaterThan(20);
});

test.each([
  ['time zone', { timeZone: 'Mars/Olympus' }],
  ['date', { date: '2026-02-30' }],
])('an unknown %s is refused', (_, wrong) => {
  expect(() => planRounds({ ...request, ...wrong }, defaults)).toThrow(RangeError);
});
