import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  between,
  hash32,
  logNormal,
  logNormalBetween,
  pick,
  seededRandom,
  shuffle,
} from '../../policy/random.ts';

const draws = (seed: string, count: number) => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => random());
};

/** Pearson's statistic of counts that should all be the same. */
function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

function histogram(values: readonly number[], bins: number): number[] {
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) counts[Math.floor(value * bins)]! += 1;
  return counts;
}

test('a seed draws the same on every machine', () => {
  expect(hash32('samovar')).toBe(1023859963);
  expect(draws('mailbox-1:2026-03-01', 3)).toEqual(draws('mailbox-1:2026-03-01', 3));
  expect(draws('mailbox-1:2026-03-01', 3)).toEqual([
    0.09990568924695253, 0.7329383417963982, 0.7169752635527402,
  ]);
});

test('every draw lies in [0, 1)', () => {
  fc.assert(
    fc.property(fc.string(), (seed) => {
      expect(draws(seed, 20).every((value) => value >= 0 && value < 1)).toBe(true);
    }),
  );
});

// 99.9 % points of chi-square with 19 degrees of freedom: 43.8.
test('one seed draws evenly', () => {
  expect(chiSquare(histogram(draws('even', 20_000), 20))).toBeLessThan(43.8);
});

test.each([0, 1, 2, 7])(
  'draw %i of seeds that differ in their last characters only is even too',
  (position) => {
    const values = Array.from(
      { length: 20_000 },
      (_, day) => draws(`mailbox:${day}`, position + 1)[position] ?? 0,
    );
    expect(chiSquare(histogram(values, 20))).toBeLessThan(43.8);
  },
);

test('the first draws of neighbouring seeds know nothing of each other', () => {
  const values = Array.from({ length: 20_000 }, (_, day) => draws(`mailbox:${day}`, 1)[0]! - 0.5);
  const covariance = values.slice(1).reduce((sum, value, index) => sum + value * values[index]!, 0);
  const variance = values.reduce((sum, value) => sum + value * value, 0);
  expect(Math.abs(covariance / variance)).toBeLessThan(0.025);
});

test('picks each item as often, and refuses to pick from nothing', () => {
  const random = seededRandom('pick');
  const counts = new Map<string, number>();
  for (let draw = 0; draw < 9_000; draw++) {
    const item = pick(random, ['a', 'b', 'c']);
    counts.set(item, (counts.get(item) ?? 0) + 1);
  }
  expect(chiSquare([...counts.values()])).toBeLessThan(13.8); // 99.9 %, 2 degrees
  expect(() => pick(random, [])).toThrow(RangeError);
});

test('a shuffle keeps every item, leaves the original alone, and makes every order as often', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.string(), (items, seed) => {
      const before = [...items];
      const shuffled = shuffle(seededRandom(seed), items);
      expect(items).toEqual(before);
      expect([...shuffled].sort((a, b) => a - b)).toEqual([...items].sort((a, b) => a - b));
    }),
  );
  const random = seededRandom('shuffle');
  const orders = new Map<string, number>();
  for (let draw = 0; draw < 12_000; draw++) {
    const order = shuffle(random, ['a', 'b', 'c']).join('');
    orders.set(order, (orders.get(order) ?? 0) + 1);
  }
  expect(orders.size).toBe(6);
  expect(chiSquare([...orders.values()])).toBeLessThan(20.5); // 99.9 %, 5 degrees
});

test('a log-normal draw has its median in the middle and its sigma around it', () => {
  const random = seededRandom('log-normal');
  const logs = Array.from({ length: 20_000 }, () => Math.log(logNormal(random, 240, 1.1)));
  const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length;
  const variance = logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / logs.length;
  expect(Math.exp(mean)).toBeCloseTo(240, -1);
  expect(Math.sqrt(variance)).toBeCloseTo(1.1, 1);
});

test('a bounded log-normal draw stays within its bounds, however far they are', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.integer({ min: 1, max: 1_000 }),
      fc.integer({ min: 1, max: 1_000 }),
      fc.integer({ min: 1, max: 5_000 }),
      (seed, low, width, median) => {
        const drawn = logNormalBetween(seededRandom(seed), { median, sigma: 1, low, high: low + width });
        expect(drawn).toBeGreaterThanOrEqual(low);
        expect(drawn).toBeLessThanOrEqual(low + width);
      },
    ),
  );
});

test('a number between two bounds is between them', () => {
  const random = seededRandom('between');
  for (let draw = 0; draw < 1_000; draw++) {
    const value = between(random, 5, 90);
    expect(value).toBeGreaterThanOrEqual(5);
    expect(value).toBeLessThan(90);
  }
});
