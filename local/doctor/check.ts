/**
 * - `ok`
 * - `warn`: the stack starts, but a person may want to know
 * - `fail`: the stack does not start, or not with its data
 */
export interface CheckResult {
  status: 'ok' | 'warn' | 'fail';
  /** What was found. */
  found: string;
  /** What to do about it. */
  fix?: string;
}

/** One thing that doctor looks at. */
export interface Check {
  name: string;
  run: () => Promise<CheckResult>;
}
