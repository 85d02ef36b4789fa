import { expect, test } from 'vitest';
import { defaults } from '../../../policy/defaults.ts';
import {
  simulateWarmup,
  type SimulatedConditions,
  type SimulatedDay,
  type Simulation,
} from '../../../policy/warmup/simulate.ts';

/** Monday, 2 March 2026, four partners on two other domains. */
function play(
  days: number,
  conditions: (calendarDay: number) => SimulatedConditions = () => ({}),
  change: Partial<Simulation> = {},
): readonly SimulatedDay[] {
  return simulateWarmup(
    {
      mailboxId: 'mailbox-1',
      startOn: '2026-03-02',
      timeZone: 'Europe/Berlin',
      days,
      preset: 'default',
      eligiblePartners: 4,
      warmingDomains: 3,
      partnerProvider: 'other',
      conditions,
      ...change,
    },
    defaults,
  );
}

const dayOfGraduation = (table: readonly SimulatedDay[]) =>
  table.findIndex(({ isGraduated }) => isGraduated) + 1;

test('a mailbox warms for four weeks and graduates', () => {
  const table = play(60);
  expect(dayOfGraduation(table)).toBe(29);
  expect(table[13]).toMatchObject({ day: 14, phase: 'rising', level: 15, cold: 0 });
  expect(table[27]).toMatchObject({ day: 28, phase: 'steady', level: 20, cold: 0 });
  expect(table[28]).toMatchObject({ day: 29, phase: 'first-cold', level: 15, cold: 3 });
  expect(table[42]).toMatchObject({ day: 43, phase: 'second-cold', level: 10 });
  expect(table[56]).toMatchObject({ day: 57, phase: 'matured', level: 5 });
});

test.each(['default', 'careful', 'fast'] as const)('the %s preset reaches its last phase', (preset) => {
  const table = play(100, undefined, { preset });
  expect(table.at(-1)).toMatchObject({ phase: 'matured', level: 5 });
  expect(dayOfGraduation(table)).toBe(preset === 'careful' ? 37 : 29);
});

test('weekends are quiet', () => {
  const table = play(60);
  for (const { date, wanted, level, cold } of table) {
    if (![0, 6].includes(new Date(date).getUTCDay())) continue;
    expect(cold).toBe(0);
    expect(wanted).toBeLessThanOrEqual(Math.round(level * 0.25 * 1.15));
  }
});

test('3 % in Junk graduates in time, 15 % is held by the band watch and in the end waits for a person', () => {
  expect(dayOfGraduation(play(40, () => ({ junkRatio: 0.03 })))).toBe(29);
  const held = play(100, () => ({ junkRatio: 0.15 }));
  expect(dayOfGraduation(held)).toBe(0);
  expect(held.some(({ band }) => band === 'watch')).toBe(true);
  expect(held[84]).toMatchObject({ status: 'waits-for-person', planned: 0 });
  expect(held[84]?.sentences.join(' ')).toMatch(/Not graduated after 84 days.*Placement is too low/);
});

test('a bad week in Junk delays graduation, and a good one brings it', () => {
  const table = play(80, (day) => (day >= 20 && day < 27 ? { junkRatio: 0.12 } : {}));
  const graduated = dayOfGraduation(table);
  expect(graduated).toBeGreaterThan(29);
  expect(graduated).toBeLessThan(50);
});

test('a paused warm-up sends nothing, is not counted, and does not catch up', () => {
  const table = play(30, (day) => ({ isWorking: day < 8 || day > 12 }));
  const pause = table.slice(7, 12);
  expect(pause.every(({ sent }) => sent === 0)).toBe(true);
  const [before, after] = [table[6]!, table[12]!];
  expect(before.day).toBe(7);
  expect(after.day).toBe(8);
  expect(after.level).toBe(Math.floor(before.level * 0.8)); // five days idle
  expect(after.planned).toBeLessThan(before.level);
});

test('a login refused on day 25 delays graduation by its seven days', () => {
  const table = play(60, (day) => ({ isLoginRefused: day >= 25 && day <= 32 }));
  expect(dayOfGraduation(table)).toBe(33);
});

test('a plan that the partner graph cannot carry says so, and is judged by what it can', () => {
  const table = play(40, undefined, { eligiblePartners: 1, warmingDomains: 2 });
  const full = table[24]!;
  expect(full.wanted).toBeGreaterThan(10);
  expect(full.planned).toBe(10);
  expect(full.sentences.join(' ')).toMatch(/1 partner can carry 10 of \d+ mails/);
  expect(dayOfGraduation(table)).toBe(29);
});

test('a tenant with one domain never gets beyond its first day, and is told what is missing', () => {
  const table = play(30, undefined, { eligiblePartners: 0, warmingDomains: 1 });
  expect(table.every(({ day, planned }) => day === 1 && planned === 0)).toBe(true);
  expect(table.at(-1)?.sentences.join(' ')).toMatch(/Mailboxes on another domain are needed/);
});

test('a person can graduate it, or give it more days', () => {
  const bad = { authentication: 'fail' as const };
  expect(dayOfGraduation(play(60, (day) => ({ ...bad, isGraduatedByPerson: day >= 50 })))).toBe(50);
  const extended = play(100, () => ({ ...bad, extendedByDays: 10 }));
  expect(extended.findIndex(({ status }) => status === 'waits-for-person') + 1).toBe(95);
});

test('eight weeks are the same each time they are played', () => {
  expect(play(56)).toEqual(play(56));
});
