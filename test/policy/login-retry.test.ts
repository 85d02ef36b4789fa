import { expect, test } from 'vitest';
import { defaults } from '../../policy/defaults.ts';
import { loginRetryAt } from '../../policy/login-retry.ts';

test.each([
  [1, 15],
  [2, 30],
  [3, 60],
  [7, 960],
  [8, 1_440],
  [1_000, 1_440],
])('after %i faults in a row it is tried again in %i minutes', (faults, minutes) => {
  const now = new Date('2026-03-02T10:00:00Z');
  expect(loginRetryAt(faults, now, defaults).getTime() - now.getTime()).toBe(minutes * 60_000);
});
