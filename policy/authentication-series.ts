import type { Policy } from './schema.ts';

/** The settled verdict on a domain's SPF, DKIM, DMARC and MX, with the series of passes that it rests on. */
export interface AuthenticationSeries {
  readonly authentication: 'pass' | 'fail' | 'unknown';
  /** First pass of the running series; null when the newest verdict that counts isn't a pass. */
  readonly passingSince: Date | null;
  readonly passedAt: Date | null;
  /** Failures in a row. */
  readonly failures: number;
}

/**
 * The series after one more look. `unknown` (a resolver's hiccup) changes nothing. One failure may be a resolver's too:
 * it doesn't take a pass away, `failuresToStop` in a row do.
 */
export function nextAuthentication(
  series: AuthenticationSeries,
  verdict: 'pass' | 'fail' | 'unknown',
  at: Date,
  { authentication: { failuresToStop } }: Policy,
): AuthenticationSeries {
  if (verdict === 'unknown') return series;
  if (verdict === 'pass') {
    return { authentication: 'pass', passingSince: series.passingSince ?? at, passedAt: at, failures: 0 };
  }
  const failures = series.failures + 1;
  if (series.authentication === 'pass' && failures < failuresToStop) return { ...series, failures };
  return { authentication: 'fail', passingSince: null, passedAt: series.passedAt, failures };
}

/** The verdict of one look at all records: one that fails decides, else one that nobody could tell. */
export function overallVerdict(
  verdicts: readonly ('pass' | 'fail' | 'unknown')[],
): 'pass' | 'fail' | 'unknown' {
  if (verdicts.includes('fail')) return 'fail';
  return verdicts.includes('unknown') ? 'unknown' : 'pass';
}

/**
 * When a domain is to be looked at again: a passing one a day later, which is also what confirms it; any other soon,
 * since somebody is waiting for it.
 */
export function nextLook(
  series: AuthenticationSeries,
  checkedAt: Date | null,
  { authentication }: Policy,
): Date {
  if (!checkedAt) return new Date(0);
  const isSettled = series.authentication === 'pass' && series.failures === 0;
  const minutes = isSettled ? authentication.hoursApart * 60 : authentication.recheckMinutes;
  return new Date(checkedAt.getTime() + minutes * 60_000);
}
