import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaults } from '../../../policy/defaults.ts';
import { recipientProviders } from '../../../policy/recipient-provider.ts';
import {
  choosePartners,
  type PairingCandidate,
  type PairingMailbox,
  type PairingRequest,
} from '../../../policy/warmup/pairing.ts';

const now = new Date('2026-03-16T12:00:00Z');
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);
const mailbox: PairingMailbox = { mailboxId: 'me', domainId: 'd0', tenantId: 't', provider: 'yandex' };

function candidate(mailboxId: string, change: Partial<PairingCandidate> = {}): PairingCandidate {
  return {
    mailboxId,
    domainId: 'd1',
    tenantId: 't',
    provider: 'yandex',
    pairedToday: 0,
    lastPairedAt: null,
    receivedToday: 0,
    ...change,
  };
}

const choose = (candidates: readonly PairingCandidate[], change: Partial<PairingRequest> = {}) =>
  choosePartners(
    { mailbox, count: 1, candidates, now, pairLimitPerDay: 1, allowSameDomain: false, seed: 's', ...change },
    defaults,
  );

test('never itself, nor the same domain, nor another tenant', () => {
  const others = [
    candidate('me'),
    candidate('neighbour', { domainId: 'd0' }),
    candidate('stranger', { tenantId: 'other' }),
  ];
  expect(choose(others, { count: 5 })).toEqual([]);
  expect(choose(others, { count: 5, allowSameDomain: true })).toEqual(['neighbour']);
});

test.each<[string, PairingCandidate, PairingCandidate]>([
  [
    'whom it has not met for 14 days',
    candidate('a', { lastPairedAt: daysAgo(14) }),
    candidate('b', { lastPairedAt: daysAgo(13) }),
  ],
  ['whom it has never met', candidate('a'), candidate('b', { lastPairedAt: daysAgo(2) })],
  ['another provider', candidate('a', { provider: 'google' }), candidate('b')],
  ['who received least today', candidate('a', { receivedToday: 3 }), candidate('b', { receivedToday: 4 })],
  [
    'a rested one of its own provider over a tired one of another',
    candidate('a'),
    candidate('b', { provider: 'google', lastPairedAt: daysAgo(1) }),
  ],
])('prefers %s', (_, preferred, other) => {
  for (const seed of ['1', '2', '3', '4', '5', '6', '7', '8']) {
    expect(choose([other, preferred], { seed })).toEqual([preferred.mailboxId]);
  }
});

test('among equals chance decides, and each seed always alike', () => {
  const equals = ['a', 'b', 'c'].map((id) => candidate(id));
  const chosen = Array.from({ length: 60 }, (_, seed) => choose(equals, { seed: String(seed) })[0]);
  expect(new Set(chosen)).toEqual(new Set(['a', 'b', 'c']));
  expect(choose(equals, { seed: '7' })).toEqual(choose(equals, { seed: '7' }));
});

test('a partner comes again only when all others have come as often', () => {
  const three = ['a', 'b', 'c'].map((id) => candidate(id));
  const chosen = choose(three, { count: 7, pairLimitPerDay: 5 });
  expect(new Set(chosen.slice(0, 3)).size).toBe(3);
  expect(new Set(chosen.slice(3, 6)).size).toBe(3);
  expect(chosen).toHaveLength(7);
});

test('what is chosen now weighs like what was sent before', () => {
  const met = candidate('a', { pairedToday: 1, lastPairedAt: daysAgo(0) });
  for (const seed of ['1', '2', '3', '4', '5', '6', '7', '8']) {
    expect(choose([met, candidate('b')], { count: 2, pairLimitPerDay: 5, seed })).toEqual(['b', 'a']);
  }
});

test('what was sent to a partner today counts towards its limit', () => {
  const two = [candidate('a', { pairedToday: 4 }), candidate('b', { pairedToday: 5 })];
  expect(choose(two, { count: 9, pairLimitPerDay: 5 })).toEqual(['a']);
});

const anyCandidate = fc.record({
  mailboxId: fc.constantFrom('me', ...Array.from({ length: 12 }, (_, index) => `m${index}`)),
  domainId: fc.constantFrom('d0', 'd1', 'd2'),
  tenantId: fc.constantFrom('t', 'other'),
  provider: fc.constantFrom(...recipientProviders),
  pairedToday: fc.nat(6),
  lastPairedAt: fc.option(fc.nat(30).map(daysAgo)),
  receivedToday: fc.nat(20),
});
const anyCandidates = fc.uniqueArray(anyCandidate, { selector: ({ mailboxId }) => mailboxId });

test('never crosses tenants or domains, never passes the pair limit, never asks for more than it should', () => {
  fc.assert(
    fc.property(
      anyCandidates,
      fc.nat(40),
      fc.integer({ min: 1, max: 10 }),
      fc.boolean(),
      fc.string(),
      (candidates, count, pairLimitPerDay, allowSameDomain, seed) => {
        const chosen = choose(candidates, { count, pairLimitPerDay, allowSameDomain, seed });
        expect(chosen.length).toBeLessThanOrEqual(count);
        for (const partner of candidates) {
          const times = chosen.filter((id) => id === partner.mailboxId).length;
          if (times === 0) continue;
          expect(partner.mailboxId).not.toBe('me');
          expect(partner.tenantId).toBe('t');
          if (!allowSameDomain) expect(partner.domainId).not.toBe('d0');
          expect(partner.pairedToday + times).toBeLessThanOrEqual(pairLimitPerDay);
        }
      },
    ),
  );
});

test('finds every partner that there is: fewer than asked for only when all are at their limit', () => {
  fc.assert(
    fc.property(
      anyCandidates,
      fc.nat(40),
      fc.integer({ min: 1, max: 10 }),
      (candidates, count, pairLimitPerDay) => {
        const room = candidates
          .filter(
            ({ mailboxId, tenantId, domainId }) =>
              mailboxId !== 'me' && tenantId === 't' && domainId !== 'd0',
          )
          .reduce((sum, { pairedToday }) => sum + Math.max(0, pairLimitPerDay - pairedToday), 0);
        expect(choose(candidates, { count, pairLimitPerDay })).toHaveLength(Math.min(count, room));
      },
    ),
  );
});
