import { describe, expect, test } from 'vitest';
import { defaults } from '../../policy/defaults.ts';
import { sendingStatus, type SendingFacts } from '../../policy/sending-status.ts';

const now = new Date('2026-03-02T09:00:00Z');
const hour = (hours: number) => new Date(now.getTime() + hours * 3_600_000);

/** A mailbox that is being warmed up, with nothing in its way. */
const warming: SendingFacts = {
  now,
  tenant: { pausedAt: null },
  domain: {
    pausedAt: null,
    series: { authentication: 'pass', passingSince: hour(-48), passedAt: hour(-1), failures: 0 },
    checkedAt: hour(-1),
  },
  mailbox: { pausedAt: null, retiredAt: null, band: 'good' },
  login: { faultsInRow: 0, faultCode: null, retryAt: null },
  warmup: { stage: 'warming', sentence: 'Waits for round 2 at 2026-03-02T11:00:00Z.', nextActionAt: hour(2) },
  mailboxBudget: { hours: [], limits: [], isReserved: false },
  domainWarmupBudget: { hours: [], limits: [], isReserved: false },
};

const status = (changes: Partial<SendingFacts>) => sendingStatus({ ...warming, ...changes }, defaults);

test('a mailbox with nothing in its way says what its run says', () => {
  expect(status({})).toEqual({
    isSending: true,
    sentence: 'Waits for round 2 at 2026-03-02T11:00:00Z.',
    gate: null,
    until: null,
    lift: null,
  });
});

describe('says which gate binds, until when, and what lifts it', () => {
  const full = [{ hour: hour(-2), reserved: 0, used: 400 }];
  const failing = { authentication: 'fail', passingSince: null, passedAt: null, failures: 2 } as const;
  const cases: [string, Partial<SendingFacts>, string, string, Date | null][] = [
    [
      'retired',
      { mailbox: { ...warming.mailbox, retiredAt: hour(-5) } },
      'retired',
      'The mailbox is retired since 2026-03-02T04:00:00Z.',
      null,
    ],
    [
      'nobody opted in',
      { warmup: null },
      'opt-in',
      'The mailbox is not warmed up: nobody has opted in.',
      null,
    ],
    [
      'the tenant is paused',
      { tenant: { pausedAt: hour(-1) } },
      'paused',
      'The tenant is paused since 2026-03-02T08:00:00Z: nothing is sent until somebody resumes it.',
      null,
    ],
    [
      'the domain is paused',
      { domain: { ...warming.domain, pausedAt: hour(-1) } },
      'paused',
      'The domain is paused since 2026-03-02T08:00:00Z: nothing is sent until somebody resumes it.',
      null,
    ],
    [
      'the mailbox is paused',
      { mailbox: { ...warming.mailbox, pausedAt: hour(-1) } },
      'paused',
      'The mailbox is paused since 2026-03-02T08:00:00Z: nothing is sent until somebody resumes it.',
      null,
    ],
    [
      'it is being checked',
      { warmup: { stage: 'checking', sentence: 'The SMTP login does not work.', nextActionAt: hour(1) } },
      'readiness',
      'The SMTP login does not work.',
      hour(1),
    ],
    [
      'authentication fails',
      { domain: { ...warming.domain, series: failing } },
      'authentication',
      'The domain authentication failed 2 times in a row: the next check is at 2026-03-02T09:00:00Z.',
      hour(0),
    ],
    [
      'the login is refused',
      { login: { faultsInRow: 3, faultCode: 'mail-login-failed', retryAt: hour(1) } },
      'login',
      'The mail server refused the login 3 times in a row: the next try is at 2026-03-02T10:00:00Z.',
      hour(1),
    ],
    [
      'the server is away',
      { login: { faultsInRow: 1, faultCode: 'mail-unreachable', retryAt: hour(1) } },
      'login',
      'The mail server could not be used: the next try is at 2026-03-02T10:00:00Z.',
      hour(1),
    ],
    [
      'the health band is retired',
      { mailbox: { ...warming.mailbox, band: 'retired' } },
      'health',
      'The health band is retired: a person has to decide.',
      null,
    ],
    [
      'a person has to decide',
      { warmup: { stage: 'waiting', sentence: 'Not graduated after 84 days.', nextActionAt: null } },
      'person',
      'Not graduated after 84 days.',
      null,
    ],
    [
      'the mailbox’s cap is reached',
      { mailboxBudget: { ...warming.mailboxBudget, hours: full } },
      'mailbox-cap',
      'The cap of the mailbox of 40 mails a day is reached (400 in 24 hours): there is room from 2026-03-03T08:00:00Z.',
      hour(23),
    ],
    [
      'the domain’s cap is reached',
      { domainWarmupBudget: { ...warming.domainWarmupBudget, hours: full } },
      'domain-warmup-cap',
      "The domain's cap on warm-up mail of 300 mails a day is reached (400 in 24 hours): there is room from 2026-03-03T08:00:00Z.",
      hour(23),
    ],
  ];

  test.each(cases)('%s', (_what, changes, gate, sentence, until) => {
    const { lift, ...found } = status(changes);
    expect(found).toEqual({ isSending: false, gate, sentence, until });
    expect(lift).toMatch(/^[A-Z].*\.$/);
  });
});

test('what people decided comes before what only takes time', () => {
  const both = {
    tenant: { pausedAt: hour(-1) },
    login: { faultsInRow: 3, faultCode: 'mail-login-failed', retryAt: hour(1) },
  };
  expect(status(both).gate).toBe('paused');
});

test('a refused login is said until one works, also when the wait before the next try is over', () => {
  const { isSending, gate, sentence, until } = status({
    login: { faultsInRow: 3, faultCode: 'mail-login-failed', retryAt: now },
  });
  expect({ isSending, gate, until }).toEqual({ isSending: false, gate: 'login', until: null });
  expect(sentence).toBe(
    'The mail server refused the login 3 times in a row: the next try comes with the next round.',
  );
});

test('one failure of authentication, which may be a resolver’s, holds nobody', () => {
  const series = { ...warming.domain.series, failures: 1 };
  expect(status({ domain: { ...warming.domain, series } }).isSending).toBe(true);
});
