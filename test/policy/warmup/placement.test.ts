import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaults } from '../../../policy/defaults.ts';
import {
  inboxPlacement,
  junkRatio,
  placementBand,
  placementPosterior,
  placementStats,
} from '../../../policy/warmup/placement.ts';
import { placementOf } from './facts.ts';

test('counts are added up by provider and in all', () => {
  const stats = placementStats([
    { provider: 'yandex', inbox: 10, junk: 1, missing: 0 },
    { provider: 'google', inbox: 5, junk: 5, missing: 1 },
    { provider: 'yandex', inbox: 4, junk: 0, missing: 2 },
  ]);
  expect(stats).toEqual({
    total: { inbox: 19, junk: 6, missing: 3 },
    byProvider: { yandex: { inbox: 14, junk: 1, missing: 2 }, google: { inbox: 5, junk: 5, missing: 1 } },
  });
});

test.each([
  // inbox, junk, missing
  [97, 3, 0, 'pass'],
  [95, 5, 0, 'pass'],
  [92, 8, 0, 'pass'],
  [90, 10, 0, 'fail'], // as likely below 90 % as above
  [85, 15, 0, 'fail'],
  [85, 0, 15, 'fail'], // mail that nobody finds is not read either
  [20, 0, 0, 'pass'],
  [19, 1, 0, 'pass'],
  [18, 2, 0, 'fail'], // 90 % seen, but 20 mails say little
  [19, 0, 0, 'unknown'],
  [0, 0, 0, 'unknown'],
] as const)('%i in the inbox, %i in Junk, %i missing: %s', (inbox, junk, missing, state) => {
  expect(inboxPlacement(placementOf({ inbox, junk, missing }), defaults).state).toBe(state);
});

test('placement says its figures', () => {
  expect(inboxPlacement(placementOf({ inbox: 85, junk: 15 }), defaults).sentence).toBe(
    'Placement is too low: 85 of 100 mails of all providers in the inbox over 7 days, at least 90 % with probability 7 %, needed more than 70 %.',
  );
  expect(inboxPlacement(placementOf({ inbox: 7 }), defaults).sentence).toBe(
    'Placement is not known yet: 7 of 20 mails observed in 7 days.',
  );
});

test('good placement at one provider does not hide bad placement at another', () => {
  const stats = placementStats([
    { provider: 'yandex', inbox: 400, junk: 0, missing: 0 },
    { provider: 'google', inbox: 15, junk: 6, missing: 0 },
  ]);
  expect(inboxPlacement(stats, defaults)).toMatchObject({
    state: 'fail',
    sentence: expect.stringContaining('15 of 21 mails at google') as string,
  });
});

test('a provider with few mails is not judged on its own', () => {
  const stats = placementStats([
    { provider: 'yandex', inbox: 400, junk: 0, missing: 0 },
    { provider: 'google', inbox: 10, junk: 6, missing: 0 },
  ]);
  expect(inboxPlacement(stats, defaults).state).toBe('pass');
  expect(placementBand(stats, defaults).band).toBe('good');
});

test.each([
  [19, 0, 'good'],
  [3, 16, 'good'], // 19 mails are no evidence
  [91, 9, 'good'],
  [90, 10, 'watch'],
  [81, 19, 'watch'],
  [80, 20, 'cooldown'],
  [61, 39, 'cooldown'],
  [60, 40, 'retired'],
] as const)('%i in the inbox and %i in Junk make the band %s', (inbox, junk, band) => {
  expect(placementBand(placementOf({ inbox, junk }), defaults).band).toBe(band);
});

test('the band is that of the worst provider, and names it', () => {
  const stats = placementStats([
    { provider: 'yandex', inbox: 100, junk: 0, missing: 0 },
    { provider: 'other', inbox: 15, junk: 5, missing: 0 },
    { provider: 'google', inbox: 27, junk: 3, missing: 0 },
  ]);
  expect(placementBand(stats, defaults)).toEqual({
    band: 'cooldown',
    sentence: '5 of 20 mails at other providers were in Junk over 7 days.',
  });
});

test('one more mail in Junk never makes anything better', () => {
  const count = fc.nat(120);
  const order = ['good', 'watch', 'cooldown', 'retired'];
  fc.assert(
    fc.property(count, count, count, (inbox, junk, missing) => {
      const before = placementOf({ inbox: inbox + 1, junk, missing });
      const after = placementOf({ inbox, junk: junk + 1, missing });
      const bandOf = (stats: typeof before) => order.indexOf(placementBand(stats, defaults).band);
      expect(bandOf(after)).toBeGreaterThanOrEqual(bandOf(before));
      if (inboxPlacement(before, defaults).state === 'fail') {
        expect(inboxPlacement(after, defaults).state).toBe('fail');
      }
    }),
  );
});

test('nothing observed is no share in Junk, and what is known of it is the prior', () => {
  const nothing = { inbox: 0, junk: 0, missing: 0 };
  expect(junkRatio(nothing)).toBe(0);
  expect(placementPosterior(nothing, defaults)).toEqual({ alpha: 4.5, beta: 0.5 });
});
