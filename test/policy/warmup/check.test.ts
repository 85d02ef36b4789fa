import { expect, test } from 'vitest';
import { defaults } from '../../../policy/defaults.ts';
import { mayStart, type CheckSnapshot } from '../../../policy/warmup/check.ts';
import { missingSentences } from '../../../policy/warmup/criterion.ts';

const passing: CheckSnapshot = {
  authentication: 'pass',
  passingSince: new Date('2026-03-01T08:00:00Z'),
  passedAt: new Date('2026-03-02T08:00:00Z'),
  canLogIn: { smtp: true, imap: true },
};

test('two passes a day apart and both logins start the plan', () => {
  expect(mayStart(passing, defaults)).toMatchObject({ may: true });
});

test.each<[string, Partial<CheckSnapshot>, string]>([
  [
    'a second pass too soon',
    { passedAt: new Date('2026-03-02T07:59:59Z') },
    'The domain authentication passes since 2026-03-01T08:00:00Z, a second pass 24 hours later is needed.',
  ],
  ['a failure', { authentication: 'fail', passingSince: null }, 'The domain authentication fails.'],
  [
    'no verdict',
    { authentication: 'unknown', passingSince: null, passedAt: null },
    'The domain authentication has not passed yet.',
  ],
  ['no SMTP login', { canLogIn: { smtp: false, imap: true } }, 'The SMTP login does not work.'],
  ['no IMAP login', { canLogIn: { smtp: true, imap: false } }, 'The IMAP login does not work.'],
])('%s does not', (_, change, sentence) => {
  const { may, criteria } = mayStart({ ...passing, ...change }, defaults);
  expect(may).toBe(false);
  expect(missingSentences(criteria)).toEqual([sentence]);
});
