import { expect, test } from 'vitest';
import { defaults } from '../../policy/defaults.ts';
import { nextReconciliation } from '../../policy/reconciliation.ts';

test.each([
  [1, '2026-03-02T11:00:00Z'],
  [2, '2026-03-03T10:00:00Z'],
])('after look %i in vain it is looked for again at %s', (looks, next) => {
  expect(nextReconciliation(looks, new Date('2026-03-02T10:00:00Z'), defaults)).toEqual(new Date(next));
});

test('after three looks only a person can settle it', () => {
  expect(nextReconciliation(3, new Date('2026-03-02T10:00:00Z'), defaults)).toBeNull();
});
