import { expect, test } from 'vitest';
import {
  nextAuthentication,
  nextLook,
  overallVerdict,
  type AuthenticationSeries,
} from '../../policy/authentication-series.ts';
import { defaults } from '../../policy/defaults.ts';

type Verdict = AuthenticationSeries['authentication'];

const at = (hours: number) => new Date(Date.parse('2026-03-02T00:00:00Z') + hours * 3_600_000);
const unchecked: AuthenticationSeries = {
  authentication: 'unknown',
  passingSince: null,
  passedAt: null,
  failures: 0,
};

/** One look an hour. */
const after = (verdicts: readonly Verdict[]) =>
  verdicts.reduce(
    (series, verdict, hour) => nextAuthentication(series, verdict, at(hour), defaults),
    unchecked,
  );

test.each<[Verdict[], Partial<AuthenticationSeries>]>([
  [['pass'], { authentication: 'pass', passingSince: at(0), passedAt: at(0), failures: 0 }],
  [['pass', 'pass', 'pass'], { authentication: 'pass', passingSince: at(0), passedAt: at(2) }],
  [['pass', 'unknown'], { authentication: 'pass', passingSince: at(0), passedAt: at(0), failures: 0 }],
  [['pass', 'fail'], { authentication: 'pass', failures: 1 }],
  [['pass', 'fail', 'unknown', 'fail'], { authentication: 'fail', passingSince: null, failures: 2 }],
  [['pass', 'fail', 'pass'], { authentication: 'pass', passingSince: at(0), failures: 0 }],
  [['pass', 'fail', 'fail', 'pass'], { authentication: 'pass', passingSince: at(3), failures: 0 }],
  [['fail'], { authentication: 'fail', failures: 1 }],
  [['unknown', 'unknown'], unchecked],
])('after %o it stands at %o', (verdicts, series) => {
  expect(after(verdicts)).toMatchObject(series);
});

test('one failing record decides, else one that nobody could tell', () => {
  expect(overallVerdict(['pass', 'unknown', 'fail'])).toBe('fail');
  expect(overallVerdict(['pass', 'unknown', 'pass'])).toBe('unknown');
  expect(overallVerdict(['pass', 'pass'])).toBe('pass');
});

test('a passing domain is looked at daily, any other soon, and a new one at once', () => {
  expect(nextLook(unchecked, null, defaults).getTime()).toBeLessThanOrEqual(at(0).getTime());
  expect(nextLook(after(['pass']), at(0), defaults)).toEqual(at(24));
  expect(nextLook(after(['pass', 'fail']), at(1), defaults)).toEqual(at(2));
  expect(nextLook(after(['fail']), at(0), defaults)).toEqual(at(1));
});
