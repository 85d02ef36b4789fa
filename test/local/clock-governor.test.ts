import { expect, test } from 'vitest';
import { nextSpeed, tolerableLagMinutes } from '../../local/clock-governor.ts';

const fastest = 17_280;

test('slows down above the tolerable lag, and never stops', () => {
  expect(nextSpeed(fastest, fastest, tolerableLagMinutes + 1)).toBeLessThan(fastest);
  expect(nextSpeed(fastest / 50, fastest, 10_000)).toBe(fastest / 50);
});

test('speeds up when there is hardly any lag, and never above the fastest', () => {
  expect(nextSpeed(fastest / 2, fastest, 0)).toBeGreaterThan(fastest / 2);
  expect(nextSpeed(fastest, fastest, 0)).toBe(fastest);
});

test('keeps its speed in between', () => {
  expect(nextSpeed(5_000, fastest, tolerableLagMinutes * 0.75)).toBe(5_000);
});
