import { expect, test } from 'vitest';
import { defaults } from '../../policy/defaults.ts';
import { hardLimits, policySchema, type Plan } from '../../policy/schema.ts';
import { curveLevel, phaseOrder, planLength } from '../../policy/warmup/plan.ts';

const plans: [string, Plan][] = Object.entries(defaults.plans);

/** The curve day by day, without its last phase's endless end. */
function curveOf(plan: Plan) {
  return phaseOrder.flatMap((phase) =>
    Array.from({ length: plan[phase].days }, (_, index) => curveLevel(plan, phase, index + 1)),
  );
}

test('cannot be changed at run time', () => {
  expect(Object.isFrozen(defaults.caps)).toBe(true);
  expect(Object.isFrozen(defaults.plans.default.rising)).toBe(true);
});

test('plans last 56, 70 and 42 days', () => {
  expect(planLength(defaults.plans.default)).toBe(56);
  expect(planLength(defaults.plans.careful)).toBe(70);
  expect(planLength(defaults.plans.fast)).toBe(42);
});

test('the default plan is the table of the design', () => {
  const edge = (phase: keyof Plan) => {
    const { days } = defaults.plans.default[phase];
    return [1, days].map((day) => curveLevel(defaults.plans.default, phase, day));
  };
  expect(edge('rising')).toEqual([
    { warmup: 2, cold: 0 },
    { warmup: 15, cold: 0 },
  ]);
  expect(edge('steady')).toEqual([
    { warmup: 15, cold: 0 },
    { warmup: 20, cold: 0 },
  ]);
  expect(edge('first-cold')).toEqual([
    { warmup: 15, cold: 3 },
    { warmup: 15, cold: 15 },
  ]);
  expect(edge('second-cold')).toEqual([
    { warmup: 10, cold: 15 },
    { warmup: 10, cold: 25 },
  ]);
  expect(edge('matured')).toEqual([
    { warmup: 5, cold: 25 },
    { warmup: 5, cold: 30 },
  ]);
});

test('the fast plan sends 30 mails a day after 28 days', () => {
  const curve = curveOf(defaults.plans.fast);
  expect(curve[27]).toEqual({ warmup: 30, cold: 0 });
  expect(curve[28]?.cold).toBeGreaterThan(0);
});

test.each(plans)('the %s plan rises by at most one mail a day, warm-up and cold alike', (_, plan) => {
  const curve = curveOf(plan);
  for (const [index, level] of curve.slice(1).entries()) {
    const before = curve[index]!;
    expect(level.warmup - before.warmup).toBeLessThanOrEqual(1);
    if (before.cold > 0) expect(level.cold - before.cold).toBeLessThanOrEqual(1);
  }
});

test.each(plans)('the %s plan stays below the hard limits and has no cold mail before day 29', (_, plan) => {
  for (const [index, { warmup, cold }] of curveOf(plan).entries()) {
    expect(cold).toBeLessThanOrEqual(hardLimits.coldPerDay);
    expect(warmup + cold).toBeLessThanOrEqual(hardLimits.outgoingPerDay);
    if (index < 28) expect(cold).toBe(0);
  }
});

test('the careful plan is never above the default one', () => {
  const careful = curveOf(defaults.plans.careful);
  for (const [index, level] of curveOf(defaults.plans.default).entries()) {
    // Warm-up gives way to cold mail at other times in the two plans, hence the sum.
    expect(careful[index]!.cold).toBeLessThanOrEqual(level.cold);
    if (index < 28) expect(careful[index]!.warmup).toBeLessThanOrEqual(level.warmup);
  }
});

const phase = { days: 14, warmupFrom: 5, warmupTo: 5, coldFrom: 25, coldTo: 30 };

test.each([
  ['caps.mailboxPerDay', { caps: { ...defaults.caps, mailboxPerDay: 51 } }],
  ['caps.mailboxColdPerDay', { caps: { ...defaults.caps, mailboxColdPerDay: 41 } }],
  ['plans.default.matured.coldTo', { plans: planWith({ matured: { ...phase, coldTo: 41 } }) }],
  ['plans.default.matured.warmupTo', { plans: planWith({ matured: { ...phase, warmupTo: 21 } }) }],
  ['plans.default.steady.coldTo', { plans: planWith({ rising: { ...phase, coldFrom: 0, coldTo: 3 } }) }],
  ['volume.restartAfterIdleDays', { volume: { ...defaults.volume, restartAfterIdleDays: 3 } }],
  ['rounds.perDayAtMost', { rounds: { ...defaults.rounds, perDayAtMost: 1 } }],
  ['rounds.wakingUntil', { rounds: { ...defaults.rounds, wakingUntil: '12:00' } }],
  ['rounds.wakingFrom', { rounds: { ...defaults.rounds, wakingFrom: '7.30' } }],
  ['placement.cooldownJunkRatio', { placement: { ...defaults.placement, cooldownJunkRatio: 0.05 } }],
  ['tending.threadDepthAtMost', { tending: { ...defaults.tending, threadDepthAtMost: 6 } }],
])('a policy with a wrong %s is refused by that name', (path, change) => {
  const paths = policySchema
    .safeParse({ ...defaults, ...change })
    .error?.issues.map((issue) => issue.path.join('.'));
  expect(paths).toContain(path);
});

function planWith(change: Partial<Plan>) {
  return { ...defaults.plans, default: { ...defaults.plans.default, ...change } };
}
