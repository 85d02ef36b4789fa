import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaults } from '../../../policy/defaults.ts';
import { evaluateGates } from '../../../policy/gates/decision.ts';
import { warmupGates, type WarmupSnapshot } from '../../../policy/gates/warmup-gates.ts';

const at = new Date('2026-03-02T10:20:00Z');
const nextCheckAt = new Date('2026-03-02T11:00:00Z');
const full = { hour: new Date('2026-03-02T10:00:00Z'), reserved: 0, used: 40 };
const empty = { hours: [], limits: [], isReserved: false };

const free: WarmupSnapshot = {
  at,
  pauses: [],
  authentication: { lastKnown: 'pass', failuresInARow: 0, nextCheckAt },
  band: 'good',
  mailboxBudget: empty,
  domainWarmupBudget: empty,
  content: { headers: [{ name: 'To', value: 'Bob' }], subject: 'Lunch', text: 'See you.' },
};

const decide = (change: Partial<WarmupSnapshot>) =>
  evaluateGates(warmupGates, { ...free, ...change }, defaults);
const content = (change: Partial<WarmupSnapshot['content']>) => ({ content: { ...free.content, ...change } });

test('a warm-up mail that nothing holds is allowed by every gate', () => {
  expect(decide({})).toMatchObject({ allowed: true, sentence: 'Allowed: 6 gates passed.' });
});

test.each<[string, Partial<WarmupSnapshot>]>([
  ['the bands watch', { band: 'watch' }],
  ['and cooldown', { band: 'cooldown' }],
  [
    'one failed check of authentication',
    { authentication: { lastKnown: 'fail', failuresInARow: 1, nextCheckAt } },
  ],
  ['the last mail of the cap', { mailboxBudget: { ...empty, hours: [{ ...full, used: 39 }] } }],
  ['its own reservation in a full budget', { mailboxBudget: { ...empty, hours: [full], isReserved: true } }],
])('%s let it pass', (_, change) => {
  expect(decide(change).allowed).toBe(true);
});

const since = new Date('2026-03-01T09:00:00Z');

test.each<[string, Partial<WarmupSnapshot>, string, Date | 'someone', string]>([
  [
    'a pause by a person',
    { pauses: [{ scope: 'domain', since }] },
    'paused',
    'someone',
    'The domain is paused since 2026-03-01T09:00:00Z: nothing is sent until somebody resumes it.',
  ],
  [
    'two pauses',
    {
      pauses: [
        { scope: 'mailbox', since },
        { scope: 'tenant', since },
      ],
    },
    'paused',
    'someone',
    'The mailbox is paused since 2026-03-01T09:00:00Z: nothing is sent until somebody resumes it. ' +
      'The tenant is paused since 2026-03-01T09:00:00Z: nothing is sent until somebody resumes it.',
  ],
  [
    'two failed checks of authentication',
    { authentication: { lastKnown: 'fail', failuresInARow: 2, nextCheckAt } },
    'authentication',
    nextCheckAt,
    'The domain authentication failed 2 times in a row: the next check is at 2026-03-02T11:00:00Z.',
  ],
  [
    'authentication that nobody has looked at',
    { authentication: { lastKnown: null, failuresInARow: 0, nextCheckAt } },
    'authentication',
    nextCheckAt,
    'The domain authentication has not been checked yet: the next check is at 2026-03-02T11:00:00Z.',
  ],
  [
    'the band retired',
    { band: 'retired' },
    'health',
    'someone',
    'The health band is retired: a person has to decide.',
  ],
  [
    'a full mailbox',
    { mailboxBudget: { ...empty, hours: [full] } },
    'mailbox-cap',
    new Date('2026-03-03T11:00:00Z'),
    'The cap of the mailbox of 40 mails a day is reached (40 in 24 hours): there is room from 2026-03-03T11:00:00Z.',
  ],
  [
    "the provider's lower limit",
    {
      mailboxBudget: {
        ...empty,
        hours: [{ ...full, used: 30 }],
        limits: [{ name: 'The limit of the provider', limit: 30 }],
      },
    },
    'mailbox-cap',
    new Date('2026-03-03T11:00:00Z'),
    'The limit of the provider of 30 mails a day is reached (30 in 24 hours): there is room from 2026-03-03T11:00:00Z.',
  ],
  [
    'a limit of nothing',
    {
      mailboxBudget: {
        ...empty,
        limits: [{ name: 'The limit of the provider', limit: 0 }],
        isReserved: true,
      },
    },
    'mailbox-cap',
    'someone',
    'The limit of the provider of 0 mails a day leaves no room at all.',
  ],
  [
    'a full domain',
    { domainWarmupBudget: { ...empty, hours: [{ ...full, used: 300 }] } },
    'domain-warmup-cap',
    new Date('2026-03-03T11:00:00Z'),
    "The domain's cap on warm-up mail of 300 mails a day is reached (300 in 24 hours): there is room from 2026-03-03T11:00:00Z.",
  ],
  ['no subject', content({ subject: ' ' }), 'content', 'someone', 'The message has an empty subject.'],
  ['no text', content({ text: '\n' }), 'content', 'someone', 'The message has an empty text.'],
  [
    'a variable left over',
    content({ text: 'Hi {{ name }}' }),
    'content',
    'someone',
    'The message has a variable that was not filled in.',
  ],
  [
    'a forged header',
    content({ subject: 'Hi\r\nBcc: x' }),
    'content',
    'someone',
    'The message has a line break in a header.',
  ],
])('%s refuses it', (_, change, binding, until, sentence) => {
  expect(decide(change)).toMatchObject({ allowed: false, binding, until, sentence });
});

test('no header with a line break, wherever in it, gets through', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.constantFrom('\r', '\n', '\r\n', '\0'),
      fc.string(),
      (before, lineBreak, after) => {
        const value = `${before}${lineBreak}${after}`;
        expect(decide(content({ headers: [{ name: 'X-Test', value }] })).binding).toBe('content');
        expect(decide(content({ headers: [{ name: value, value: 'fine' }] })).binding).toBe('content');
      },
    ),
  );
});

test('what a gate refuses until a time, it allows then, when nothing else has changed', () => {
  const used = fc.integer({ min: 0, max: 60 });
  const hours = fc.array(fc.tuple(fc.integer({ min: -30, max: 30 }), used), { maxLength: 12 });
  fc.assert(
    fc.property(hours, (some) => {
      const buckets = some.map(([offset, mails]) => ({
        hour: new Date(full.hour.getTime() + offset * 3_600_000),
        reserved: mails % 7,
        used: mails,
      }));
      const mailboxBudget = { ...empty, hours: buckets };
      const { until } = decide({ mailboxBudget });
      if (until === null) return;
      expect(decide({ mailboxBudget, at: until as Date }).allowed).toBe(true);
    }),
  );
});
