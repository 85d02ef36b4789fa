import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaults } from '../../../policy/defaults.ts';
import { effectivePolicy } from '../../../policy/overrides.ts';
import { hardLimits } from '../../../policy/schema.ts';
import { dayVolume, domainPart, isWeekend, type VolumeRequest } from '../../../policy/warmup/volume.ts';

const request: VolumeRequest = {
  mailboxId: 'mailbox-1',
  date: '2026-03-02',
  level: 20,
  coldAllowed: 0,
  isWeekend: false,
};
const days = Array.from({ length: 2_000 }, (_, index) => `day-${index}`);

test('the day is drawn once: asking again gives the same', () => {
  expect(dayVolume(request, defaults)).toEqual(dayVolume({ ...request }, defaults));
});

test('20 mails are 17 to 23, all of them, and 20 on average', () => {
  const volumes = days.map((date) => dayVolume({ ...request, date }, defaults).warmup);
  expect(new Set(volumes)).toEqual(new Set([17, 18, 19, 20, 21, 22, 23]));
  expect(volumes.reduce((sum, one) => sum + one, 0) / volumes.length).toBeCloseTo(20, 0);
});

test('two mailboxes draw differently on the same day', () => {
  const volumes = days.map((mailboxId) => dayVolume({ ...request, mailboxId }, defaults).warmup);
  expect(new Set(volumes).size).toBe(7);
});

test('weekends have a quarter of the warm-up mail, and no cold mail', () => {
  const volumes = days.map((date) =>
    dayVolume({ ...request, date, coldAllowed: 15, isWeekend: true }, defaults),
  );
  expect(volumes.every(({ warmup, cold }) => warmup >= 4 && warmup <= 6 && cold === 0)).toBe(true);
  expect(volumes[0]?.sentences).toEqual(['At weekends it sends less warm-up mail, and no cold mail.']);
});

test('a further limit lowers the day, and is named', () => {
  const volume = dayVolume({ ...request, limits: [{ name: 'The cap of the domain', limit: 7 }] }, defaults);
  expect(volume.warmup).toBe(7);
  expect(volume.sentences[0]).toMatch(/^The cap of the domain allows 7 warm-up mails of \d+\.$/);
});

test('a domain with many mailboxes shares its cap among them, room for answers included', () => {
  expect(domainPart(10, defaults)).toEqual({ name: 'The cap of the domain', limit: 23 });
  expect(domainPart(30, defaults).limit).toBe(7);
  expect(domainPart(0, defaults).limit).toBe(domainPart(1, defaults).limit);
});

test('no draw passes the caps, answers included', () => {
  const level = fc.integer({ min: 0, max: 60 });
  fc.assert(
    fc.property(
      fc.string(),
      level,
      level,
      fc.integer({ min: 1, max: 40 }),
      (date, warmup, cold, mailboxPerDay) => {
        const { policy } = effectivePolicy({ caps: { mailboxPerDay } });
        const volume = dayVolume({ ...request, date, level: warmup, coldAllowed: cold }, policy);
        expect(volume.cold).toBeLessThanOrEqual(hardLimits.coldPerDay);
        const withAnswers = volume.warmup * (1 + policy.tending.answerRatio) + volume.cold;
        if (volume.warmup > 0) expect(withAnswers).toBeLessThanOrEqual(mailboxPerDay);
        expect(Math.abs(volume.cold - cold)).toBeLessThanOrEqual(cold > 34 ? cold : cold * 0.15 + 0.5);
      },
    ),
  );
});

test('knows a weekend', () => {
  const week = [
    '2026-03-02',
    '2026-03-03',
    '2026-03-04',
    '2026-03-05',
    '2026-03-06',
    '2026-03-07',
    '2026-03-08',
  ];
  expect(week.map(isWeekend)).toEqual([false, false, false, false, false, true, true]);
});
