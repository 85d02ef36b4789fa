import { expect, test } from 'vitest';
import { defaults } from '../../policy/defaults.ts';
import { sendingStatus, type SendingFacts } from '../../policy/sending-status.ts';

const now = new Date('2026-03-02T10:20:00Z');
const since = new Date('2026-03-01T09:00:00Z');
const soon = new Date('2026-03-02T10:50:00Z');
const empty = { hours: [], limits: [], isReserved: false };
const full = (used: number) => ({
  ...empty,
  hours: [{ hour: new Date('2026-03-02T10:00:00Z'), reserved: 0, used }],
});
const passing = { authentication: 'pass', passingSince: since, passedAt: since, failures: 0 } as const;
const failing = { authentication: 'fail', passingSince: null, passedAt: since, failures: 2 } as const;

const sending: SendingFacts = {
  now,
  tenant: { pausedAt: null },
  domain: { pausedAt: null, series: passing, checkedAt: since },
  mailbox: { pausedAt: null, retiredAt: null, band: 'good' },
  login: { faultsInRow: 0, faultCode: null, retryAt: null },
  warmup: { stage: 'warming', sentence: 'Waits for round 2.', nextActionAt: soon },
  mailboxBudget: empty,
  domainWarmupBudget: empty,
};

const status = (change: Partial<SendingFacts>) => sendingStatus({ ...sending, ...change }, defaults);

test('a mailbox that nothing holds says what its warm-up does', () => {
  expect(status({})).toEqual({
    isSending: true,
    sentence: 'Waits for round 2.',
    gate: null,
    until: null,
    lift: null,
  });
});

test.each<[string, Partial<SendingFacts>, string, Date | null]>([
  ['retired', { mailbox: { pausedAt: null, retiredAt: since, band: 'good' } }, 'retired', null],
  ['not opted in', { warmup: null }, 'opt-in', null],
  ['in a paused tenant', { tenant: { pausedAt: since } }, 'paused', null],
  [
    'not checked through yet',
    { warmup: { stage: 'checking', sentence: 'Checks.', nextActionAt: soon } },
    'readiness',
    null,
  ],
  [
    'on a domain that fails twice',
    { domain: { pausedAt: null, series: failing, checkedAt: now } },
    'authentication',
    new Date('2026-03-02T11:20:00Z'),
  ],
  [
    'refused at its login',
    { login: { faultsInRow: 2, faultCode: 'mail-login-failed', retryAt: soon } },
    'login',
    soon,
  ],
  ['of the band retired', { mailbox: { pausedAt: null, retiredAt: null, band: 'retired' } }, 'health', null],
  [
    'waiting for a person',
    { warmup: { stage: 'waiting', sentence: 'Waits.', nextActionAt: null } },
    'person',
    null,
  ],
  ['at its cap', { mailboxBudget: full(40) }, 'mailbox-cap', new Date('2026-03-03T11:00:00Z')],
  [
    'at the cap of its domain',
    { domainWarmupBudget: full(300) },
    'domain-warmup-cap',
    new Date('2026-03-03T11:00:00Z'),
  ],
])('a mailbox %s sends nothing, and says what lifts that', (_, change, gate, until) => {
  const held = status(change);
  expect(held).toMatchObject({ isSending: false, gate, until });
  expect(held.sentence).toMatch(/\.$/);
  expect(held.lift).toMatch(/\.$/);
});

test('what people can do something about is said before what only takes time', () => {
  const held = status({ mailboxBudget: full(40), tenant: { pausedAt: since } });
  expect(held.gate).toBe('paused');
});

test('a login is tried again as soon as its time has come', () => {
  expect(status({ login: { faultsInRow: 2, faultCode: 'mail-unreachable', retryAt: now } }).isSending).toBe(
    true,
  );
});
