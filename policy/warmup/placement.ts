import { probabilityAbove, betaMean, type Beta } from '../beta-distribution.ts';
import { worseBand, type HealthBand } from '../health-band.ts';
import { recipientProviders, type RecipientProvider } from '../recipient-provider.ts';
import type { Policy } from '../schema.ts';
import { counted, percent } from '../sentences.ts';
import type { Criterion } from './criterion.ts';

/** Warm-up mails of one sender by where the partner's tending found them first. */
export interface PlacementCount {
  readonly inbox: number;
  readonly junk: number;
  /** Not found by a search `missingAfterHours` (a day) or more after the partner's server accepted it. */
  readonly missing: number;
}

/**
 * Counts over the policy's window (`windowDays`, 7), in all and by recipient provider: own Yandex boxes say nothing
 * about Gmail.
 */
export interface PlacementStats {
  readonly total: PlacementCount;
  readonly byProvider: Readonly<Partial<Record<RecipientProvider, PlacementCount>>>;
}

/** Adds up what was observed within the window; a provider may be given more than once. */
export function placementStats(
  observed: readonly (PlacementCount & { readonly provider: RecipientProvider })[],
): PlacementStats {
  const byProvider: Partial<Record<RecipientProvider, PlacementCount>> = {};
  for (const { provider, ...count } of observed)
    byProvider[provider] = sumOf([byProvider[provider] ?? none, count]);
  return { total: sumOf(observed), byProvider };
}

const none: PlacementCount = { inbox: 0, junk: 0, missing: 0 };

function sumOf(counts: readonly PlacementCount[]): PlacementCount {
  const add = (sum: PlacementCount, { inbox, junk, missing }: PlacementCount) => ({
    inbox: sum.inbox + inbox,
    junk: sum.junk + junk,
    missing: sum.missing + missing,
  });
  return counts.reduce(add, none);
}

/** Mails of which the place is known, missing included. */
export function observedMails({ inbox, junk, missing }: PlacementCount): number {
  return inbox + junk + missing;
}

/** Mails in Junk by mails observed, 0-1; 0 when nothing was observed. */
export function junkRatio(count: PlacementCount): number {
  const observed = observedMails(count);
  return observed === 0 ? 0 : count.junk / observed;
}

/** What is known of the share in the inbox. A missing mail is as bad as one in Junk: nobody reads it. */
export function placementPosterior(count: PlacementCount, policy: Policy): Beta {
  const { priorInbox, priorNotInbox } = policy.placement;
  return { alpha: priorInbox + count.inbox, beta: priorNotInbox + count.junk + count.missing };
}

/**
 * Whether inbox placement is probably at least what the policy asks (90 %): P(placement >= 90 %) > 70 %, in all, and
 * for each provider with mails enough. Unknown below 20 observed mails.
 *
 * The probability is asked rather than the posterior mean, because the mean forgets how much was seen: 19 of 20 and
 * 950 of 1,000 are nearly one to it, and 18 of 20 would pass by the prior alone. 70 % is the certainty with which
 * `watch` is declared: 97 of 100 gives nearly 100 %, 92 of 100 gives 78 %, 85 of 100 gives 7 %.
 */
export function inboxPlacement(stats: PlacementStats, policy: Policy): Criterion {
  const { observedAtLeast, inboxAtLeast, certainty, windowDays } = policy.placement;
  const name = 'inbox-placement';
  const observed = observedMails(stats.total);
  const goal = percent(inboxAtLeast);
  if (observed < observedAtLeast) {
    const sentence = `Placement is not known yet: ${observed} of ${observedAtLeast} mails observed in ${windowDays} days.`;
    return { name, state: 'unknown', sentence };
  }
  const groups = [{ where: 'of all providers', count: stats.total }, ...providersWithEnough(stats, policy)];
  const judged = groups.map(({ where, count }) => {
    const posterior = placementPosterior(count, policy);
    return {
      where,
      count,
      mean: betaMean(posterior),
      probability: probabilityAbove(posterior, inboxAtLeast),
    };
  });
  const worst = judged.reduce((worse, one) => (one.probability < worse.probability ? one : worse));
  const figures =
    `${worst.count.inbox} of ${counted(observedMails(worst.count), 'mail')} ${worst.where} in the inbox ` +
    `over ${windowDays} days, at least ${goal} with probability ${percent(worst.probability)}`;
  return worst.probability > certainty
    ? { name, state: 'pass', sentence: `Placement is good: ${figures}.` }
    : {
        name,
        state: 'fail',
        sentence: `Placement is too low: ${figures}, needed more than ${percent(certainty)}.`,
      };
}

export interface PlacementBand {
  readonly band: HealthBand;
  /** The numbers that made the band, of the worst provider. */
  readonly sentence: string;
}

/** The health band by the share in Junk, at the provider where it is worst; providers with few mails say nothing. */
export function placementBand(stats: PlacementStats, policy: Policy): PlacementBand {
  const { observedAtLeast, windowDays } = policy.placement;
  const groups = providersWithEnough(stats, policy).map((group) => ({
    ...group,
    band: bandOfJunkRatio(junkRatio(group.count), policy),
  }));
  const [first, ...others] = groups.sort((one, other) => junkRatio(other.count) - junkRatio(one.count));
  if (!first) {
    return {
      band: 'good',
      sentence: `No provider has ${observedAtLeast} observed mails in ${windowDays} days.`,
    };
  }
  const band = others.reduce((worst, group) => worseBand(worst, group.band), first.band);
  const share = `${first.count.junk} of ${counted(observedMails(first.count), 'mail')}`;
  return { band, sentence: `${share} ${first.where} were in Junk over ${windowDays} days.` };
}

function bandOfJunkRatio(ratio: number, { placement }: Policy): HealthBand {
  if (ratio >= placement.retiredJunkRatio) return 'retired';
  if (ratio >= placement.cooldownJunkRatio) return 'cooldown';
  if (ratio >= placement.watchJunkRatio) return 'watch';
  return 'good';
}

function providersWithEnough(
  stats: PlacementStats,
  policy: Policy,
): { where: string; count: PlacementCount }[] {
  return recipientProviders.flatMap((provider) => {
    const count = stats.byProvider[provider];
    if (!count || observedMails(count) < policy.placement.observedAtLeast) return [];
    return [{ where: provider === 'other' ? 'at other providers' : `at ${provider}`, count }];
  });
}
