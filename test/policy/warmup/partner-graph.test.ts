import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaults } from '../../../policy/defaults.ts';
import { carriedVolume, graphReport, type GraphPair } from '../../../policy/warmup/partner-graph.ts';

const carried = (wanted: number, eligiblePartners: number, warmingDomains = 3) =>
  carriedVolume({ wanted, eligiblePartners, warmingDomains }, defaults);

test.each([
  // wanted, partners, carried, a day to each
  [20, 280, 20, 1],
  [20, 279, 20, 5],
  [20, 100, 20, 5],
  [20, 8, 20, 5],
  [20, 5, 20, 8],
  [20, 4, 20, 10],
  [20, 2, 20, 10],
  [20, 1, 10, 10],
  [35, 3, 30, 10],
  [2, 1, 2, 5],
  [0, 0, 0, 1],
])(
  '%i mails a day among %i partners: %i are carried, up to %i to each',
  (wanted, partners, carries, limit) => {
    expect(carried(wanted, partners)).toMatchObject({ carried: carries, pairLimitPerDay: limit });
  },
);

test('partners enough need no words', () => {
  expect(carried(20, 280).sentence).toBeNull();
  expect(carried(0, 0).sentence).toBeNull();
});

test('a plan that the graph cannot carry says so', () => {
  expect(carried(35, 3).sentence).toBe(
    '3 partners can carry 30 of 35 mails, up to 10 a day to each: more mailboxes on other domains are needed.',
  );
  expect(carried(20, 4).sentence).toBe(
    'Only 4 partners for 20 mails: up to 10 a day to each instead of one in 14 days.',
  );
});

test('a single domain is told what is missing', () => {
  expect(carried(5, 0, 1)).toMatchObject({
    carried: 0,
    sentence: expect.stringMatching(/another domain are needed/) as string,
  });
  expect(carried(5, 0, 3).sentence).toMatch(/none of the mailboxes on other domains can take/);
});

test('never more than wanted, than ten to a partner, or than all partners can take', () => {
  fc.assert(
    fc.property(fc.nat(60), fc.nat(400), (wanted, partners) => {
      const result = carried(wanted, partners);
      expect(result.carried).toBeLessThanOrEqual(wanted);
      expect(result.pairLimitPerDay).toBeLessThanOrEqual(10);
      expect(result.carried).toBeLessThanOrEqual(partners * result.pairLimitPerDay);
      if (result.carried < wanted) expect(result.sentence).not.toBeNull();
    }),
  );
});

const pair = (fromMailboxId: string, toMailboxId: string, mails = 1): GraphPair => ({
  fromMailboxId,
  toMailboxId,
  mails,
});

test('everybody answering everybody is a visible clique', () => {
  const names = ['a', 'b', 'c', 'd'];
  const all = names.flatMap((from) => names.filter((to) => to !== from).map((to) => pair(from, to, 2)));
  expect(graphReport(all, defaults)).toMatchObject({
    mailboxes: 4,
    mails: 24,
    density: 1,
    reciprocity: 1,
    isVisibleClique: true,
    sentence:
      'A visible clique: 100 % of the pairs among 4 mailboxes write to each other, 100 % in both directions. More domains would thin it out.',
  });
});

test('a ring of many is none', () => {
  const ring = Array.from({ length: 10 }, (_, index) => pair(`m${index}`, `m${(index + 1) % 10}`));
  const report = graphReport(ring, defaults);
  expect(report).toMatchObject({ mailboxes: 10, reciprocity: 0, isVisibleClique: false });
  expect(report.density).toBeCloseTo(10 / 45);
});

test('two who write to each other, or nobody at all, are no clique', () => {
  expect(graphReport([pair('a', 'b'), pair('b', 'a')], defaults).isVisibleClique).toBe(false);
  expect(graphReport([], defaults)).toMatchObject({
    mailboxes: 0,
    density: 0,
    reciprocity: 0,
    isVisibleClique: false,
  });
  expect(graphReport([pair('a', 'b', 0)], defaults).mailboxes).toBe(0);
});

test('density and reciprocity are shares', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const some = fc.array(fc.tuple(name, name).filter(([from, to]) => from !== to));
  fc.assert(
    fc.property(some, (pairs) => {
      const { density, reciprocity } = graphReport(
        pairs.map(([from, to]) => pair(from, to)),
        defaults,
      );
      expect(density).toBeGreaterThanOrEqual(0);
      expect(density).toBeLessThanOrEqual(1);
      expect(reciprocity).toBeGreaterThanOrEqual(0);
      expect(reciprocity).toBeLessThanOrEqual(1);
    }),
  );
});
