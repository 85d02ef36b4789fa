import { expect, test } from 'vitest';
import { defaults } from '../../../policy/defaults.ts';
import { mayGraduate, type GraduationSnapshot } from '../../../policy/warmup/graduation.ts';
import { placementOf, ripeSnapshot } from './facts.ts';

const week = (planned: number, sent: number) => Array.from({ length: 7 }, () => ({ planned, sent }));
const hoursBefore = (hours: number) => new Date(ripeSnapshot.now.getTime() - hours * 3_600_000);
const graduation = (change: Partial<GraduationSnapshot>) =>
  mayGraduate({ ...ripeSnapshot, ...change }, defaults);

test('28 good days graduate, and every criterion is on record', () => {
  const { may, criteria } = graduation({});
  expect(may).toBe(true);
  expect(criteria.map(({ name, state }) => [name, state])).toEqual([
    ['day', 'pass'],
    ['authentication', 'pass'],
    ['inbox-placement', 'pass'],
    ['login', 'pass'],
    ['blocklists', 'not-applicable'],
    ['health', 'pass'],
    ['kept-to-plan', 'pass'],
  ]);
});

test.each<[string, Partial<GraduationSnapshot>, string, string]>([
  ['day 27', { day: 27 }, 'day', 'fail'],
  ['failing authentication', { authentication: 'fail' }, 'authentication', 'fail'],
  ['a resolver that does not answer', { authentication: 'unknown' }, 'authentication', 'unknown'],
  ['15 % in Junk', { placement: placementOf({ inbox: 85, junk: 15 }) }, 'inbox-placement', 'fail'],
  ['19 observed mails', { placement: placementOf({ inbox: 19 }) }, 'inbox-placement', 'unknown'],
  ['a refused login six days ago', { loginFaultAt: hoursBefore(6 * 24) }, 'login', 'fail'],
  ['a listing', { blocklists: [{ name: 'dbl', answer: 'listed' }] }, 'blocklists', 'fail'],
  [
    'a blocklist that does not answer',
    { blocklists: [{ name: 'dbl', answer: 'unknown' }] },
    'blocklists',
    'unknown',
  ],
  ['the band watch', { band: 'watch' }, 'health', 'fail'],
  ['less than 90 % of the plan', { plannedDays: week(20, 17) }, 'kept-to-plan', 'fail'],
  ['more than 110 % of the plan', { plannedDays: week(20, 23) }, 'kept-to-plan', 'fail'],
  ['six days only', { plannedDays: week(20, 20).slice(1) }, 'kept-to-plan', 'unknown'],
  ['a week that planned nothing', { plannedDays: week(0, 0) }, 'kept-to-plan', 'unknown'],
])('%s stands in the way, and is the only thing that does', (_, change, name, state) => {
  const { may, criteria } = graduation(change);
  const obstacles = criteria.filter((one) => one.state === 'fail' || one.state === 'unknown');
  expect(may).toBe(false);
  expect(obstacles).toEqual([{ name, state, sentence: expect.stringMatching(/^[A-Z0-9].*\.$/) as string }]);
});

test.each<[string, Partial<GraduationSnapshot>]>([
  ['a refused login eight days ago', { loginFaultAt: hoursBefore(8 * 24) }],
  [
    'blocklists that do not list it',
    {
      blocklists: [
        { name: 'dbl', answer: 'clear' },
        { name: 'zen', answer: 'clear' },
      ],
    },
  ],
  ['90 % of the plan', { plannedDays: week(20, 18) }],
  ['a thin day in a week that is close', { plannedDays: [{ planned: 20, sent: 10 }, ...week(20, 20)] }],
])('%s does not stand in the way', (_, change) => {
  expect(graduation(change).may).toBe(true);
});

test('only the newest seven days are looked at', () => {
  expect(graduation({ plannedDays: [...week(20, 20), ...week(20, 0)] }).may).toBe(true);
});
