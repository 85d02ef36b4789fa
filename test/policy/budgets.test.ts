import fc from 'fast-check';
import { expect, test } from 'vitest';
import { effectiveCap, fitsRollingCap, nextFit, rollingUse, type BudgetHour } from '../../policy/budgets.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const start = Date.parse('2026-03-02T00:00:00Z');
const at = (hours: number, minutes = 0) => new Date(start + hours * HOUR_MS + minutes * MINUTE_MS);
const hour = (hours: number, reserved: number, used = 0): BudgetHour => ({ hour: at(hours), reserved, used });

const someBuckets = fc.array(
  fc.record({ hours: fc.integer({ min: 0, max: 96 }), reserved: fc.nat(6), used: fc.nat(6) }),
  { maxLength: 40 },
);
const toHours = (buckets: { hours: number; reserved: number; used: number }[]) =>
  buckets.map(({ hours, reserved, used }) => hour(hours, reserved, used));

/** Mails within the fullest 24 hours, wherever they begin, to the minute. */
function fullestDay(minutes: readonly number[]): number {
  return Math.max(
    0,
    ...minutes.map((first) => minutes.filter((m) => m >= first && m < first + 1_440).length),
  );
}

test('a cap is the lowest of its chain, and says which link that is', () => {
  const policy = { name: 'the policy', limit: 40 };
  expect(effectiveCap([policy])).toEqual({ limit: 40, bindingLink: 'the policy' });
  expect(effectiveCap([policy, { name: 'the provider', limit: 25 }])).toEqual({
    limit: 25,
    bindingLink: 'the provider',
  });
  expect(effectiveCap([policy, { name: 'the tenant', limit: 40 }]).bindingLink).toBe('the policy');
  expect(() => effectiveCap([])).toThrow(RangeError);
});

test('a link more never raises a cap', () => {
  const link = fc.record({ name: fc.string(), limit: fc.integer({ min: -5, max: 100 }) });
  fc.assert(
    fc.property(fc.array(link, { minLength: 1 }), link, (links, more) => {
      const { limit } = effectiveCap([...links, more]);
      expect(limit).toBeLessThanOrEqual(effectiveCap(links).limit);
      expect(limit).toBeGreaterThanOrEqual(0);
    }),
  );
});

test('counts what is used and what is reserved, before and after, in the fullest 24 hours', () => {
  const buckets = [hour(0, 0, 5), hour(10, 3), hour(30, 4)];
  expect(rollingUse(buckets, at(12))).toBe(8); // hours 0 to 24
  expect(rollingUse(buckets, at(29))).toBe(7); // hour 0 is a day past
  expect(rollingUse(buckets, at(60))).toBe(0);
  expect(rollingUse([], at(0))).toBe(0);
});

test('midnight resets nothing', () => {
  const lateEvening = [hour(23, 0, 40)];
  expect(fitsRollingCap({ buckets: lateEvening, at: at(24, 5), cap: 40, want: 1 })).toBe(false);
  expect(nextFit({ buckets: lateEvening, at: at(24, 5), cap: 40, want: 1 })).toEqual(at(48));
});

test('mail with its own place in the buckets asks for none', () => {
  const full = [hour(9, 40)];
  expect(fitsRollingCap({ buckets: full, at: at(9, 30), cap: 40, want: 0 })).toBe(true);
  expect(fitsRollingCap({ buckets: full, at: at(9, 30), cap: 40, want: 1 })).toBe(false);
});

test('a reservation for tomorrow leaves no room today within the same 24 hours', () => {
  expect(fitsRollingCap({ buckets: [hour(30, 40)], at: at(10), cap: 40, want: 1 })).toBe(false);
  expect(nextFit({ buckets: [hour(30, 40)], at: at(4), cap: 40, want: 1 })).toEqual(at(4));
});

test('room comes with the very hour in which the oldest mail drops out', () => {
  const buckets = [hour(0, 0, 40)];
  expect(nextFit({ buckets, at: at(24, 5), cap: 40, want: 1 })).toEqual(at(25));
  expect(nextFit({ buckets, at: at(25, 5), cap: 40, want: 1 })).toEqual(at(25, 5));
});

test('waiting does not help who wants more than the cap', () => {
  expect(nextFit({ buckets: [], at: at(0), cap: 3, want: 4 })).toBeNull();
});

test('no 24 hours ever exceed the cap, in whatever order mail is added', () => {
  const wishes = fc.array(fc.integer({ min: 0, max: 5 * 1_440 }), { minLength: 1, maxLength: 80 });
  fc.assert(
    fc.property(wishes, fc.integer({ min: 1, max: 12 }), (minutes, cap) => {
      const sent: number[] = [];
      const buckets: BudgetHour[] = [];
      for (const minute of minutes) {
        if (!fitsRollingCap({ buckets, at: at(0, minute), cap, want: 1 })) continue;
        sent.push(minute);
        buckets.push(hour(Math.floor(minute / 60), 1));
      }
      expect(fullestDay(sent)).toBeLessThanOrEqual(cap);
    }),
  );
});

test('the next fit is a fit, and there was none at an hour before', () => {
  fc.assert(
    fc.property(
      someBuckets,
      fc.integer({ min: 0, max: 100 * 60 }),
      fc.integer({ min: 1, max: 30 }),
      (some, minute, cap) => {
        const buckets = toHours(some);
        const wanted = at(0, minute);
        const next = nextFit({ buckets, at: wanted, cap, want: 1 })!;
        expect(fitsRollingCap({ buckets, at: next, cap, want: 1 })).toBe(true);
        expect(next.getTime()).toBeGreaterThanOrEqual(wanted.getTime());
        for (let time = wanted.getTime(); time < next.getTime(); time += 30 * MINUTE_MS) {
          expect(fitsRollingCap({ buckets, at: new Date(time), cap, want: 1 })).toBe(false);
        }
      },
    ),
  );
});

test('a reserved slot passes its cap at slot time when nothing else changed', () => {
  fc.assert(
    fc.property(someBuckets, fc.integer({ min: 1, max: 30 }), (some, cap) => {
      const buckets = toHours(some);
      const slot = nextFit({ buckets, at: at(20, 17), cap, want: 1 })!;
      const hourOfSlot = new Date(Math.floor(slot.getTime() / HOUR_MS) * HOUR_MS);
      const withOwn = [...buckets, { hour: hourOfSlot, reserved: 1, used: 0 }];
      expect(nextFit({ buckets: withOwn, at: slot, cap, want: 0 })).toEqual(slot);
    }),
  );
});
