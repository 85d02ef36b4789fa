import { DateTime } from 'luxon';

/** The calendar date at `now` where the mailbox lives, ISO. */
export function localDate(now: Date, timeZone: string): string {
  return DateTime.fromJSDate(now, { zone: timeZone }).toISODate() ?? '';
}

/** When a local date begins. */
export function dayStart(date: string, timeZone: string): Date {
  return DateTime.fromISO(date, { zone: timeZone }).startOf('day').toJSDate();
}

/** When the day after a local date begins: 23 to 25 hours later where clocks change. */
export function dayEnd(date: string, timeZone: string): Date {
  return DateTime.fromISO(date, { zone: timeZone }).plus({ days: 1 }).startOf('day').toJSDate();
}
