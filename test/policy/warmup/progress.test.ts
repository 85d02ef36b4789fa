import { expect, test } from 'vitest';
import { defaults } from '../../../policy/defaults.ts';
import { mayGraduate } from '../../../policy/warmup/graduation.ts';
import { nextPlanDay, wasWorked, type PlanFacts, type PlanState } from '../../../policy/warmup/progress.ts';
import { goodFacts, placementOf, ripeSnapshot, stateAt } from './facts.ts';

const next = (state: PlanState | 'start', facts: Partial<PlanFacts> = {}) =>
  nextPlanDay(state, { ...goodFacts, ...facts }, defaults);

const unripe = mayGraduate({ ...ripeSnapshot, authentication: 'fail' }, defaults);

test('the first day sends two mails', () => {
  expect(next('start')).toMatchObject({
    status: 'works',
    level: 2,
    coldAllowed: 0,
    isGraduated: false,
    state: { phase: 'rising', phaseDay: 1, day: 1, lastWorkedOn: goodFacts.date },
  });
});

test('a day that went well is followed by one with a mail more', () => {
  const state = stateAt({ phaseDay: 5, day: 5, level: 6 });
  expect(next(state)).toMatchObject({ level: 7, state: { phaseDay: 6, day: 6 }, missing: [] });
});

test('planning the same day again gives the same day', () => {
  const state = stateAt({});
  expect(next(state)).toEqual(next(state));
});

test.each<[string, Partial<PlanState>, Partial<PlanFacts>, string, number, number]>([
  [
    '20 observed and none in Junk',
    { phase: 'rising', phaseDay: 14, level: 15 },
    { placement: placementOf({ inbox: 20 }) },
    'steady',
    15,
    0,
  ],
  ['a graduation', { phase: 'steady', phaseDay: 14, day: 28, level: 20 }, {}, 'first-cold', 15, 3],
  [
    'placement over 90 %',
    { phase: 'first-cold', phaseDay: 14, day: 42, level: 15, coldLevel: 15 },
    {},
    'second-cold',
    10,
    15,
  ],
  [
    'placement and health',
    { phase: 'second-cold', phaseDay: 14, day: 56, level: 10, coldLevel: 25 },
    {},
    'matured',
    5,
    25,
  ],
])('%s opens the next phase', (_, state, facts, phase, warmup, cold) => {
  expect(next(stateAt(state), facts)).toMatchObject({
    level: warmup,
    coldAllowed: cold,
    missing: [],
    state: { phase, phaseDay: 1 },
  });
});

test.each<[string, Partial<PlanState>, Partial<PlanFacts>, RegExp]>([
  [
    '19 observed mails',
    { phase: 'rising', phaseDay: 14, level: 15 },
    { placement: placementOf({ inbox: 19 }) },
    /19 mails were observed in 7 days, 20 are needed/,
  ],
  [
    '10 % in Junk',
    { phase: 'rising', phaseDay: 14, level: 15 },
    { placement: placementOf({ inbox: 90, junk: 10 }) },
    /10 % of the observed mails were in Junk, less than 10 %/,
  ],
  [
    'no graduation',
    { phase: 'steady', phaseDay: 14, day: 28, level: 20 },
    { graduation: unripe },
    /authentication fails/,
  ],
  [
    'placement below 90 %',
    { phase: 'first-cold', phaseDay: 14, day: 42, level: 15, coldLevel: 15 },
    { placement: placementOf({ inbox: 85, junk: 15 }) },
    /Placement is too low/,
  ],
  [
    'too few mails to know',
    { phase: 'second-cold', phaseDay: 14, day: 56, level: 10, coldLevel: 25 },
    { placement: placementOf({ inbox: 12 }) },
    /not known yet/,
  ],
])('%s keeps the mailbox on the last day of its phase, and says so', (_, state, facts, sentence) => {
  const before = stateAt(state);
  const day = next(before, facts);
  expect(day).toMatchObject({
    status: 'works',
    level: before.level,
    coldAllowed: before.coldLevel,
    state: { phase: before.phase, phaseDay: 14, day: before.day + 1 },
  });
  expect(day.missing.join(' ')).toMatch(sentence);
  expect(day.sentences.join(' ')).toMatch(sentence);
});

test('the last phase has no end', () => {
  const state = stateAt({ phase: 'matured', phaseDay: 14, day: 200, level: 5, coldLevel: 30 });
  expect(next(state)).toMatchObject({
    level: 5,
    coldAllowed: 30,
    state: { phaseDay: 14, day: 201 },
    missing: [],
  });
});

test('the band watch holds the level and the phase', () => {
  const state = stateAt({ phaseDay: 8, level: 9 });
  const day = next(state, { band: 'watch' });
  expect(day).toMatchObject({ level: 9, state: { phaseDay: 8, day: state.day + 1 } });
  expect(day.sentences.join(' ')).toMatch(/watch: the level stays at 9/);
});

test('the band watch also holds a level that lags behind the curve', () => {
  expect(next(stateAt({ phaseDay: 8, level: 4 }), { band: 'watch' }).level).toBe(4);
});

test('the band cooldown falls to 5 without cold mail, and climbs by one a day', () => {
  const ready = stateAt({ phase: 'first-cold', phaseDay: 6, day: 34, level: 15, coldLevel: 8 });
  const levels: number[][] = [];
  let state: PlanState = ready;
  for (const band of ['cooldown', 'cooldown', 'cooldown', 'good', 'good', 'good'] as const) {
    const day = next(state, { band });
    levels.push([day.level, day.coldAllowed]);
    state = day.state!;
  }
  expect(levels).toEqual([
    [5, 0],
    [6, 0],
    [7, 0],
    [8, 5],
    [9, 6],
    [10, 7],
  ]);
});

test('a cooldown never raises a low level', () => {
  expect(next(stateAt({ level: 3, phaseDay: 2 }), { band: 'cooldown' }).level).toBe(3);
});

test('the band retired stops until a person decides', () => {
  const day = next(stateAt({}), { band: 'retired' });
  expect(day).toMatchObject({ status: 'stopped', state: null, level: 0, coldAllowed: 0 });
  expect(next('start', { band: 'retired' }).status).toBe('stopped');
});

test.each([
  ['0 days', '2026-03-29', 20],
  ['3 days', '2026-03-26', 20],
  ['4 days', '2026-03-25', 16],
  ['14 days', '2026-03-15', 16],
  ['15 days', '2026-03-14', 10],
  ['months', '2025-11-01', 10],
])('a pause of %s: what was 20 mails goes on', (_, lastWorkedOn, level) => {
  const state = stateAt({ phase: 'steady', phaseDay: 14, day: 30, level: 20, lastWorkedOn });
  const day = next(state, { graduation: unripe });
  expect(day.level).toBe(level);
  expect(day.state).toMatchObject({ day: 31 }); // days without work are not counted
});

test('after a pause it climbs back by one mail a day', () => {
  const state = stateAt({ phase: 'steady', phaseDay: 14, day: 30, level: 20, lastWorkedOn: '2026-03-14' });
  const first = next(state, { graduation: unripe });
  const second = next(first.state!, { graduation: unripe, date: '2026-03-31' });
  expect([first.level, second.level]).toEqual([10, 11]);
  expect(first.sentences.join(' ')).toContain(
    'After 15 days without work it starts again at 50 % of its level.',
  );
});

test('the lowest level survives any pause', () => {
  expect(next(stateAt({ phaseDay: 1, level: 1, lastWorkedOn: '2026-01-01' })).level).toBe(1);
});

test('a level that lags behind the curve catches up by one a day, never at once', () => {
  const behind = stateAt({ phaseDay: 10, level: 4 });
  const day = next(behind);
  expect(day.level).toBe(5);
  expect(day.sentences.join(' ')).toContain("It climbs by one mail a day: 5 of the plan's 12.");
});

test('84 days without graduation wait for a person, and say what is missing', () => {
  const late = stateAt({ phase: 'steady', phaseDay: 14, day: 84, level: 20 });
  const day = next(late, { graduation: unripe });
  expect(day).toMatchObject({ status: 'waits-for-person', state: null, level: 0, coldAllowed: 0 });
  expect(day.missing).toEqual(['The domain authentication fails.']);
  expect(next(stateAt({ ...late, day: 83 }), { graduation: unripe }).status).toBe('works');
});

test('a person extends the time, or graduates the mailbox', () => {
  const late = stateAt({ phase: 'steady', phaseDay: 14, day: 84, level: 20 });
  expect(next(late, { graduation: unripe, extendedByDays: 7 }).status).toBe('works');
  expect(next(late, { graduation: unripe, isGraduatedByPerson: true })).toMatchObject({
    status: 'works',
    isGraduated: true,
    state: { phase: 'first-cold', phaseDay: 1, day: 85 },
  });
});

test('a person may graduate early, but the volume still climbs by one a day', () => {
  const day = next(stateAt({ phaseDay: 9, level: 10 }), { isGraduatedByPerson: true });
  expect(day).toMatchObject({ isGraduated: true, level: 11, coldAllowed: 3 });
});

test('a graduated mailbox is never sent back to wait', () => {
  const state = stateAt({ phase: 'first-cold', phaseDay: 14, day: 300, level: 15, coldLevel: 15 });
  expect(next(state, { placement: placementOf({ inbox: 50, junk: 50 }) }).status).toBe('works');
});

test('a change to a shorter plan goes on at the end of the phase', () => {
  const state = stateAt({ phase: 'first-cold', phaseDay: 12, day: 40, level: 15, coldLevel: 12 });
  const day = next(state, { preset: 'fast', placement: placementOf({ inbox: 5 }) });
  expect(day.state).toMatchObject({ phase: 'first-cold', phaseDay: 7 });
});

test.each([
  ['all was sent', { planned: 10, sent: 10 }, true],
  ['half was sent', { planned: 10, sent: 5 }, true],
  ['less than half was sent', { planned: 10, sent: 4 }, false],
  ['nothing was sent', { planned: 10, sent: 0 }, false],
  ['nothing was planned', { planned: 0, sent: 0 }, false],
])('%s: %o counts as worked: %s', (_, day, isWorked) => {
  expect(wasWorked(day, defaults)).toBe(isWorked);
});
