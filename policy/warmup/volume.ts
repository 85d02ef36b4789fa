import { DateTime } from 'luxon';
import { effectiveCap, type CapLink } from '../budgets.ts';
import { between, seededRandom } from '../random.ts';
import { hardLimits, type Policy } from '../schema.ts';
import { counted } from '../sentences.ts';

export interface VolumeRequest {
  readonly mailboxId: string;
  /** Local date, ISO. */
  readonly date: string;
  /** The plan's level of the day (`nextPlanDay`). */
  readonly level: number;
  readonly coldAllowed: number;
  readonly isWeekend: boolean;
  /** Further limits on the day's warm-up mail, such as this mailbox's part of its domain's cap. */
  readonly limits?: readonly CapLink[];
}

export interface DayVolume {
  /** Warm-up mails to send, without answers. */
  readonly warmup: number;
  readonly cold: number;
  /** What lowered it below the draw. */
  readonly sentences: readonly string[];
}

/**
 * How many mails a mailbox wants to send on a day: its level, spread by chance (±15 %), less at weekends. Drawn from
 * mailbox and date alone, so asking again gives the same.
 *
 * Never more than the caps: warm-up leaves room for cold mail and for the answers that it brings upon itself.
 */
export function dayVolume(request: VolumeRequest, policy: Policy): DayVolume {
  const { mailboxId, date, level, coldAllowed, isWeekend } = request;
  const { spreadRatio, weekendRatio } = policy.volume;
  const random = seededRandom(`volume:${mailboxId}:${date}`);
  const draw = (mails: number) => Math.round(mails * between(random, 1 - spreadRatio, 1 + spreadRatio));
  const drawnWarmup = draw(isWeekend ? level * weekendRatio : level);
  const drawnCold = isWeekend ? 0 : draw(coldAllowed);
  const cold = Math.min(drawnCold, policy.caps.mailboxColdPerDay, hardLimits.coldPerDay);
  const cap = effectiveCap([...mailboxLimits(cold, policy), ...(request.limits ?? [])]);
  const warmup = Math.min(drawnWarmup, cap.limit);
  const sentences: string[] = [];
  if (isWeekend) sentences.push('At weekends it sends less warm-up mail, and no cold mail.');
  if (warmup < drawnWarmup) {
    sentences.push(`${cap.bindingLink} allows ${counted(warmup, 'warm-up mail')} of ${drawnWarmup}.`);
  }
  return { warmup, cold, sentences };
}

/** A mailbox's part of its domain's cap on warm-up mail, with room for the answers that it brings upon itself. */
export function domainPart(mailboxesOnDomain: number, { caps, tending }: Policy): CapLink {
  const part = caps.domainWarmupPerDay / Math.max(1, mailboxesOnDomain) / (1 + tending.answerRatio);
  return { name: 'The cap of the domain', limit: Math.floor(part) };
}

/** Whether a local date is a Saturday or a Sunday. */
export function isWeekend(date: string): boolean {
  return DateTime.fromISO(date, { zone: 'utc' }).weekday >= 6;
}

function mailboxLimits(cold: number, { caps, tending }: Policy): CapLink[] {
  const roomFor = (mailsPerDay: number) =>
    Math.max(0, Math.floor((mailsPerDay - cold) / (1 + tending.answerRatio)));
  return [
    { name: 'The hard limit of the mailbox', limit: roomFor(hardLimits.outgoingPerDay) },
    { name: 'The cap of the mailbox', limit: roomFor(caps.mailboxPerDay) },
  ];
}
