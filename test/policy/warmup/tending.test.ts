import { expect, test } from 'vitest';
import { defaults } from '../../../policy/defaults.ts';
import { answerDecision, isFlagged, rescueDelayMs } from '../../../policy/warmup/tending.ts';

const MINUTE_MS = 60_000;
const sends = Array.from({ length: 5_000 }, (_, index) => `send-${index}`);
const answerOf = (sendId: string, change: { depth?: number; mailboxId?: string; date?: string } = {}) =>
  answerDecision({ sendId, depth: 0, mailboxId: 'mailbox-1', date: '2026-03-02', ...change }, defaults);
const answeredShare = (change: { mailboxId?: string; date?: string }) =>
  sends.filter((sendId) => answerOf(sendId, change).answers).length / sends.length;

test('mail is rescued from Junk after 5 to 90 minutes', () => {
  const delays = sends.map((sendId) => rescueDelayMs(sendId, defaults) / MINUTE_MS);
  expect(Math.min(...delays)).toBeGreaterThanOrEqual(5);
  expect(Math.max(...delays)).toBeLessThanOrEqual(90);
  expect(Math.max(...delays) - Math.min(...delays)).toBeGreaterThan(80);
});

test('about 30 % are answered, each mailbox and day its own share between 25 and 35 %', () => {
  const shares = Array.from({ length: 12 }, (_, day) => answeredShare({ date: `day-${day}` }));
  for (const share of shares) {
    expect(share).toBeGreaterThan(0.23);
    expect(share).toBeLessThan(0.37);
  }
  expect(Math.max(...shares) - Math.min(...shares)).toBeGreaterThan(0.03);
});

test('answers come after 45 minutes to 2 days, half of them within about 4 hours', () => {
  const delays = sends
    .map((sendId) => answerOf(sendId))
    .flatMap((decision) => (decision.answers ? [decision.afterMs / MINUTE_MS] : []))
    .sort((one, other) => one - other);
  expect(delays[0]).toBeGreaterThanOrEqual(45);
  expect(delays.at(-1)).toBeLessThanOrEqual(2_880);
  const median = delays[Math.floor(delays.length / 2)]!;
  expect(median).toBeGreaterThan(180);
  expect(median).toBeLessThan(330);
});

test('a thread ends at depth 5', () => {
  expect(sends.some((sendId) => answerOf(sendId, { depth: 4 }).answers)).toBe(true);
  expect(sends.some((sendId) => answerOf(sendId, { depth: 5 }).answers)).toBe(false);
});

test('asking again gives the same decision', () => {
  for (const sendId of sends.slice(0, 100)) {
    expect(answerOf(sendId)).toEqual(answerOf(sendId));
    expect(rescueDelayMs(sendId, defaults)).toBe(rescueDelayMs(sendId, defaults));
    expect(isFlagged(sendId, defaults)).toBe(isFlagged(sendId, defaults));
  }
});

test('some are flagged, most are not', () => {
  const share = sends.filter((sendId) => isFlagged(sendId, defaults)).length / sends.length;
  expect(share).toBeGreaterThan(0.06);
  expect(share).toBeLessThan(0.1);
});
