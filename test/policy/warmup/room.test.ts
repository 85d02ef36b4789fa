import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitsRollingCap } from '../../../policy/budgets.ts';
import { defaults } from '../../../policy/defaults.ts';
import { warmupRoom } from '../../../policy/warmup/room.ts';

const at = new Date('2026-03-02T10:20:00Z');
const hours = (used: number) => [{ hour: new Date('2026-03-02T08:00:00Z'), reserved: 0, used }];

test.each([
  [0, 0, 40],
  [35, 0, 5],
  [40, 0, 0],
  [45, 0, 0], // people's own mail may pass the cap; nothing is taken back
  [0, 290, 10],
  [38, 299, 1],
])('%i mails of the mailbox and %i of its domain leave room for %i', (mailbox, domain, room) => {
  expect(warmupRoom({ at, mailboxHours: hours(mailbox), domainHours: hours(domain) }, defaults)).toBe(room);
});

test('what there is room for fits, and one more does not', () => {
  const anyHours = fc.array(
    fc.record({
      hour: fc.integer({ min: -30, max: 30 }).map((offset) => new Date(at.getTime() + offset * 3_600_000)),
      reserved: fc.nat(5),
      used: fc.nat(5),
    }),
    { maxLength: 15 },
  );
  fc.assert(
    fc.property(anyHours, (buckets) => {
      const room = warmupRoom({ at, mailboxHours: buckets, domainHours: [] }, defaults);
      const request = { buckets, at, cap: defaults.caps.mailboxPerDay };
      if (room > 0) expect(fitsRollingCap({ ...request, want: room })).toBe(true);
      expect(fitsRollingCap({ ...request, want: room + 1 })).toBe(false);
    }),
  );
});
