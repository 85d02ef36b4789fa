/**
 * Caps over rolling 24 hours, from hourly buckets. A midnight reset would let a mailbox send twice its cap across the
 * boundary; here no 24 hours that contain the new mail exceed the cap, wherever they begin.
 *
 * A bucket doesn't say when within its hour mail went, and 24 hours that don't begin on the hour touch 25 buckets, so
 * 25 buckets in a row are held against the cap. The price is that a cap fills for up to an hour longer than it must.
 */

const HOUR_MS = 3_600_000;
const WINDOW_BUCKETS = 25;

/** One hour of one scope (mailbox, domain ...). `hour` is its start, in UTC; mail of unknown outcome counts as used. */
export interface BudgetHour {
  readonly hour: Date;
  readonly reserved: number;
  readonly used: number;
}

/** A limit and where it comes from, in words that fit "held by ...": `{ name: 'the provider', limit: 500 }`. */
export interface CapLink {
  readonly name: string;
  readonly limit: number;
}

export interface EffectiveCap {
  readonly limit: number;
  /** The name of the link that binds; the first of equals. */
  readonly bindingLink: string;
}

/** The lowest of a chain of limits: a link can lower the cap and never raise it. Throws a RangeError without links. */
export function effectiveCap(links: readonly CapLink[]): EffectiveCap {
  const [first, ...others] = links;
  if (!first) throw new RangeError('A cap needs at least one limit.');
  const lowest = others.reduce((least, link) => (link.limit < least.limit ? link : least), first);
  return { limit: Math.max(0, lowest.limit), bindingLink: lowest.name };
}

/** Mails, reserved and used, in the fullest 24 hours that contain `at`, past and future reservations alike. */
export function rollingUse(buckets: readonly BudgetHour[], at: Date): number {
  const uses = usesByHour(buckets);
  const hour = hourOf(at);
  let use = 0;
  for (let index = hour - WINDOW_BUCKETS + 1; index <= hour; index++) use += uses.get(index) ?? 0;
  let fullest = use;
  for (let start = hour - WINDOW_BUCKETS + 2; start <= hour; start++) {
    use += (uses.get(start + WINDOW_BUCKETS - 1) ?? 0) - (uses.get(start - 1) ?? 0);
    fullest = Math.max(fullest, use);
  }
  return fullest;
}

export interface RollingRequest {
  readonly buckets: readonly BudgetHour[];
  readonly at: Date;
  /** Mails per rolling 24 hours. */
  readonly cap: number;
  /** Mails to add at `at`. */
  readonly want: number;
}

/**
 * Whether `want` mails more at `at` keep every 24 hours that contain `at` within the cap. Mail whose own reservation is
 * already in the buckets asks with `want: 0`.
 */
export function fitsRollingCap({ buckets, at, cap, want }: RollingRequest): boolean {
  return rollingUse(buckets, at) + want <= cap;
}

/**
 * The first time at or after `at` when `want` mails fit: `at` itself, or the start of an hour. Slots and gates both ask
 * here, so a reserved slot passes its gate unless something else changed. `null` when the cap is below `want`, for then
 * waiting doesn't help.
 */
export function nextFit({ buckets, at, cap, want }: RollingRequest): Date | null {
  if (want > cap) return null;
  if (fitsRollingCap({ buckets, at, cap, want })) return at;
  const lastHour = buckets.reduce((last, bucket) => Math.max(last, hourOf(bucket.hour)), hourOf(at));
  for (let hour = hourOf(at) + 1; hour < lastHour + WINDOW_BUCKETS; hour++) {
    const candidate = new Date(hour * HOUR_MS);
    if (fitsRollingCap({ buckets, at: candidate, cap, want })) return candidate;
  }
  return new Date((lastHour + WINDOW_BUCKETS) * HOUR_MS);
}

function hourOf(at: Date): number {
  return Math.floor(at.getTime() / HOUR_MS);
}

function usesByHour(buckets: readonly BudgetHour[]): Map<number, number> {
  const uses = new Map<number, number>();
  for (const bucket of buckets) {
    const hour = hourOf(bucket.hour);
    uses.set(hour, (uses.get(hour) ?? 0) + bucket.reserved + bucket.used);
  }
  return uses;
}
