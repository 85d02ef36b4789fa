import { expect, test } from 'vitest';
import { defaults } from '../../../policy/defaults.ts';
import { curveLevel, isGraduatedPhase, phaseAfter, phaseOrder } from '../../../policy/warmup/plan.ts';

const plan = defaults.plans.default;

test('the first two weeks rise by one mail a day, from 2 to 15', () => {
  const levels = Array.from({ length: 14 }, (_, index) => curveLevel(plan, 'rising', index + 1).warmup);
  expect(levels).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
});

test('a day past the end of a phase has the level of its last day', () => {
  expect(curveLevel(plan, 'steady', 40)).toEqual(curveLevel(plan, 'steady', 14));
});

test('a phase of one day has its end level', () => {
  const short = { ...plan, matured: { days: 1, warmupFrom: 9, warmupTo: 5, coldFrom: 1, coldTo: 30 } };
  expect(curveLevel(short, 'matured', 1)).toEqual({ warmup: 5, cold: 30 });
});

test('phases follow each other, and graduation lies before first-cold', () => {
  expect(phaseOrder.map(phaseAfter)).toEqual(['steady', 'first-cold', 'second-cold', 'matured', null]);
  expect(phaseOrder.filter(isGraduatedPhase)).toEqual(['first-cold', 'second-cold', 'matured']);
});
