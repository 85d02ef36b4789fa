import type { HealthBand } from '../health-band.ts';
import type { Policy } from '../schema.ts';
import { counted, percent, utcTime } from '../sentences.ts';
import { areMet, type Criterion } from './criterion.ts';
import { goodHealth } from './entry.ts';
import { inboxPlacement, type PlacementStats } from './placement.ts';

/** Everything that graduation looks at, as it is at `now`. */
export interface GraduationSnapshot {
  readonly now: Date;
  /** Worked days of the plan. */
  readonly day: number;
  readonly authentication: 'pass' | 'fail' | 'unknown';
  readonly placement: PlacementStats;
  /** The newest refused login to SMTP or IMAP; null when there never was one. */
  readonly loginFaultAt: Date | null;
  /** The blocklists that were asked, with their answers; none asked is no obstacle, and is said. */
  readonly blocklists: readonly { readonly name: string; readonly answer: 'listed' | 'clear' | 'unknown' }[];
  readonly band: HealthBand;
  /** The newest days that had a plan, worked or not, newest first: as planned, and as sent. Seven are looked at. */
  readonly plannedDays: readonly { readonly planned: number; readonly sent: number }[];
}

export interface Graduation {
  readonly may: boolean;
  /** All criteria, met or not: stored as the evidence of a graduation, shown as what is missing before it. */
  readonly criteria: readonly Criterion[];
}

/** Whether a mailbox may pass from warming to ready, with the evidence for each criterion. */
export function mayGraduate(snapshot: GraduationSnapshot, policy: Policy): Graduation {
  const criteria = [
    oldEnough(snapshot, policy),
    authenticated(snapshot),
    inboxPlacement(snapshot.placement, policy),
    logsIn(snapshot, policy),
    unlisted(snapshot),
    goodHealth(snapshot.band),
    keptToPlan(snapshot, policy),
  ];
  return { may: areMet(criteria), criteria };
}

function oldEnough({ day }: GraduationSnapshot, { graduation }: Policy): Criterion {
  const state = day >= graduation.dayAtLeast ? 'pass' : 'fail';
  return { name: 'day', state, sentence: `Day ${day} of the plan, ${graduation.dayAtLeast} are needed.` };
}

function authenticated({ authentication }: GraduationSnapshot): Criterion {
  const sentences = {
    pass: 'The domain authentication passes.',
    fail: 'The domain authentication fails.',
    unknown: 'The domain authentication could not be checked.',
  };
  return { name: 'authentication', state: authentication, sentence: sentences[authentication] };
}

function logsIn({ now, loginFaultAt }: GraduationSnapshot, { graduation }: Policy): Criterion {
  const name = 'login';
  const days = graduation.loginFaultFreeDays;
  if (!loginFaultAt) return { name, state: 'pass', sentence: 'No login was ever refused.' };
  const isLongAgo = now.getTime() - loginFaultAt.getTime() >= days * 86_400_000;
  const needed = isLongAgo ? `more than ${days} days ago` : `${days} days without are needed`;
  const sentence = `The last login was refused at ${utcTime(loginFaultAt)}, ${needed}.`;
  return { name, state: isLongAgo ? 'pass' : 'fail', sentence };
}

function unlisted({ blocklists }: GraduationSnapshot): Criterion {
  const name = 'blocklists';
  if (blocklists.length === 0) return { name, state: 'not-applicable', sentence: 'No blocklist is checked.' };
  const namesOf = (answer: 'listed' | 'unknown') =>
    blocklists.filter((list) => list.answer === answer).map((list) => list.name);
  const listing = namesOf('listed');
  const silent = namesOf('unknown');
  if (listing.length > 0) return { name, state: 'fail', sentence: `Listed by ${listing.join(', ')}.` };
  if (silent.length > 0)
    return { name, state: 'unknown', sentence: `No usable answer of ${silent.join(', ')}.` };
  return { name, state: 'pass', sentence: `Not listed by ${counted(blocklists.length, 'blocklist')}.` };
}

/** Sums over a week, so that one thin day made good by nothing doesn't count more than it weighs. */
function keptToPlan({ plannedDays }: GraduationSnapshot, { graduation }: Policy): Criterion {
  const name = 'kept-to-plan';
  const { planDays, planDeviationRatio } = graduation;
  const week = plannedDays.slice(0, planDays);
  const planned = week.reduce((sum, day) => sum + day.planned, 0);
  const sent = week.reduce((sum, day) => sum + day.sent, 0);
  if (week.length < planDays || planned === 0) {
    const sentence = `${counted(week.length, 'planned day')} with ${counted(planned, 'planned mail')}: too few to judge.`;
    return { name, state: 'unknown', sentence };
  }
  const isClose = Math.abs(sent - planned) <= planDeviationRatio * planned;
  const sentence = `${sent} of ${counted(planned, 'planned mail')} sent on the last ${planDays} planned days, within ${percent(planDeviationRatio)} is needed.`;
  return { name, state: isClose ? 'pass' : 'fail', sentence };
}
