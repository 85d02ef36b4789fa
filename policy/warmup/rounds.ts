import { DateTime } from 'luxon';
import { between, seededRandom, shuffle, type Random } from '../random.ts';
import type { Policy } from '../schema.ts';

const MINUTE_MS = 60_000;

/** One visit of a mailbox: its inbox is tended, then `share` warm-up mails are sent. */
export interface Round {
  /** From 0, in the order of time. */
  readonly index: number;
  readonly at: Date;
  readonly share: number;
}

export interface RoundsRequest {
  readonly mailboxId: string;
  /** Local date, ISO. */
  readonly date: string;
  /** The mailbox's own, IANA. */
  readonly timeZone: string;
  /** Warm-up mails of the day. */
  readonly volume: number;
}

/**
 * The day's rounds: 2 to 6 by volume, at random times of the mailbox's waking hours with a gap between each two, the
 * shares adding up to the volume. Drawn from mailbox and date alone. A day without volume still tends its inbox.
 */
export function planRounds(
  { mailboxId, date, timeZone, volume }: RoundsRequest,
  policy: Policy,
): readonly Round[] {
  const { perDayAtLeast, perDayAtMost, mailsPerRound, gapMinutes } = policy.rounds;
  const count = Math.min(perDayAtMost, Math.max(perDayAtLeast, Math.ceil(volume / mailsPerRound)));
  const random = seededRandom(`rounds:${mailboxId}:${date}`);
  const { from, until } = wakingHours({ mailboxId, date, timeZone }, policy);
  const times = spreadTimes(random, count, from, until, gapMinutes * MINUTE_MS);
  const shares = spreadShares(random, count, volume);
  return times.map((at, index) => ({ index, at, share: shares[index] ?? 0 }));
}

/**
 * The rounds that are still ahead at `now`, each with its own share. A day planned late does only what is left of it:
 * what has gone by is never caught up.
 */
export function roundsFrom(rounds: readonly Round[], now: Date): readonly Round[] {
  return rounds.filter(({ at }) => at > now);
}

/** Rounds that were due before this come too late at `now`: they are left out, and not made up for. */
export function lateBefore(now: Date, { rounds }: Policy): Date {
  return new Date(now.getTime() - rounds.lateMinutesAtMost * MINUTE_MS);
}

/** When a local date that begins at `dayStart` is planned: each mailbox at its own time within the hour after midnight. */
export function planningTime(mailboxId: string, dayStart: Date, { rounds }: Policy): Date {
  const spread = between(seededRandom(`planning:${mailboxId}`), 0, rounds.planningSpreadMinutes);
  return new Date(dayStart.getTime() + Math.floor(spread) * MINUTE_MS);
}

/**
 * When the mailbox is awake on a local date: each mailbox begins later and ends earlier than the policy's hours by its
 * own habit. Local times that a change of clocks skips or repeats are read as luxon does: an hour later, and the first.
 */
export function wakingHours(
  { mailboxId, date, timeZone }: Pick<RoundsRequest, 'mailboxId' | 'date' | 'timeZone'>,
  { rounds }: Policy,
): { from: Date; until: Date } {
  const habit = seededRandom(`waking:${mailboxId}`);
  const at = (time: string) => {
    const local = DateTime.fromISO(`${date}T${time}`, { zone: timeZone });
    if (!local.isValid) throw new RangeError(`Not a date and time zone: ${date}, ${timeZone}.`);
    return local;
  };
  const later = Math.floor(between(habit, 0, rounds.wakingSpreadMinutes));
  const earlier = Math.floor(between(habit, 0, rounds.wakingSpreadMinutes));
  return {
    from: at(rounds.wakingFrom).plus({ minutes: later }).toJSDate(),
    until: at(rounds.wakingUntil).minus({ minutes: earlier }).toJSDate(),
  };
}

/** Uniform among all placements with the gap: draw in what is left without the gaps, then put them back in. */
function spreadTimes(random: Random, count: number, from: Date, until: Date, gapMs: number): Date[] {
  const room = until.getTime() - from.getTime() - (count - 1) * gapMs;
  const offsets = Array.from({ length: count }, () => Math.floor(between(random, 0, room)));
  return offsets
    .sort((one, other) => one - other)
    .map((offset, index) => new Date(from.getTime() + offset + index * gapMs));
}

/** Everyone the same, and what is left over to some by chance, then single mails from one round to another. */
function spreadShares(random: Random, count: number, volume: number): number[] {
  const even = Math.floor(volume / count);
  const leftOver = volume - even * count;
  const shares = Array.from({ length: count }, (_, index) => even + (index < leftOver ? 1 : 0));
  for (let round = 0; round + 1 < count; round++) {
    const giver = shares[round] ?? 0;
    if (giver < 2 || random() < 0.5) continue;
    shares[round] = giver - 1;
    shares[round + 1] = (shares[round + 1] ?? 0) + 1;
  }
  return shuffle(random, shares);
}
