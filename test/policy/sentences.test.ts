import { expect, test } from 'vitest';
import { counted, listed, percent, utcTime } from '../../policy/sentences.ts';

test('times are RFC 3339 in UTC, to the second', () => {
  expect(utcTime(new Date('2026-03-01T09:15:07.123+01:00'))).toBe('2026-03-01T08:15:07Z');
});

test('one is not many', () => {
  expect(counted(1, 'mail')).toBe('1 mail');
  expect(counted(0, 'mail')).toBe('0 mails');
  expect(counted(3, 'mailbox', 'mailboxes')).toBe('3 mailboxes');
});

test('small shares keep a decimal', () => {
  expect(percent(0.934)).toBe('93 %');
  expect(percent(0.003)).toBe('0.3 %');
  expect(percent(0)).toBe('0 %');
  expect(percent(1)).toBe('100 %');
});

test('lists end in and', () => {
  expect(listed([])).toBe('');
  expect(listed(['a'])).toBe('a');
  expect(listed(['a', 'b', 'c'])).toBe('a, b and c');
});
