import type { Policy } from '../schema.ts';
import { counted, percent } from '../sentences.ts';

export interface GraphRequest {
  /** Warm-up mails that the mailbox's plan asks for today. */
  readonly wanted: number;
  /** Mailboxes that it may write to today. */
  readonly eligiblePartners: number;
  /** The tenant's domains with mailboxes that warm up, its own included. */
  readonly warmingDomains: number;
}

export interface CarriedVolume {
  /** How much of `wanted` there are partners for: the day's plan. */
  readonly carried: number;
  /** How many mails a day it may send to one partner. */
  readonly pairLimitPerDay: number;
  /** Null when the graph carries all, each pair meeting at most once in two weeks. */
  readonly sentence: string | null;
}

/**
 * What the tenant's mailboxes can carry of a day's volume. With partners enough each pair meets once in `restDays`
 * (14); with fewer the limit of a pair widens to max(5, 2 x wanted / partners) a day, and to no more than 10.
 */
export function carriedVolume(request: GraphRequest, { pairing }: Policy): CarriedVolume {
  const { wanted, eligiblePartners } = request;
  if (wanted === 0) return { carried: 0, pairLimitPerDay: 1, sentence: null };
  if (eligiblePartners === 0) return { carried: 0, pairLimitPerDay: 1, sentence: whatIsMissing(request) };
  if (eligiblePartners >= wanted * pairing.restDays)
    return { carried: wanted, pairLimitPerDay: 1, sentence: null };
  const evenly = Math.ceil((pairing.widenFactor * wanted) / eligiblePartners);
  const pairLimitPerDay = Math.min(pairing.widestPairPerDay, Math.max(pairing.widenedPairPerDay, evenly));
  const carried = Math.min(wanted, eligiblePartners * pairLimitPerDay);
  const partners = counted(eligiblePartners, 'partner');
  const limit = `up to ${pairLimitPerDay} a day to each`;
  const sentence =
    carried < wanted
      ? `${partners} can carry ${carried} of ${counted(wanted, 'mail')}, ${limit}: more mailboxes on other domains are needed.`
      : `Only ${partners} for ${counted(wanted, 'mail')}: ${limit} instead of one in ${pairing.restDays} days.`;
  return { carried, pairLimitPerDay, sentence };
}

function whatIsMissing({ warmingDomains }: GraphRequest): string {
  return warmingDomains <= 1
    ? 'No partner to write to: all mailboxes that warm up are on one domain. Mailboxes on another domain are needed.'
    : 'No partner to write to: none of the mailboxes on other domains can take warm-up mail now.';
}

/** Mails that one mailbox sent to another in the time that the report is about. */
export interface GraphPair {
  readonly fromMailboxId: string;
  readonly toMailboxId: string;
  readonly mails: number;
}

export interface GraphReport {
  /** Mailboxes that sent or received. */
  readonly mailboxes: number;
  readonly mails: number;
  /** Pairs that exchanged anything by pairs that could have, 0-1. */
  readonly density: number;
  /** Directed pairs whose other direction was used too, 0-1. */
  readonly reciprocity: number;
  readonly isVisibleClique: boolean;
  readonly sentence: string;
}

/** How the exchange looks to somebody who sees all of it: a closed circle in which everybody answers everybody? */
export function graphReport(pairs: readonly GraphPair[], { pairing }: Policy): GraphReport {
  const used = pairs.filter(({ mails }) => mails > 0);
  const partnersOf = new Map<string, Set<string>>();
  for (const { fromMailboxId, toMailboxId } of used) {
    partnersOf.set(fromMailboxId, (partnersOf.get(fromMailboxId) ?? new Set()).add(toMailboxId));
  }
  const directed = [...partnersOf].flatMap(([from, partners]) => [...partners].map((to) => ({ from, to })));
  const mutual = directed.filter(({ from, to }) => partnersOf.get(to)?.has(from)).length;
  const mailboxes = new Set(directed.flatMap(({ from, to }) => [from, to])).size;
  const possible = (mailboxes * (mailboxes - 1)) / 2;
  const density = possible === 0 ? 0 : (directed.length - mutual / 2) / possible;
  const reciprocity = directed.length === 0 ? 0 : mutual / directed.length;
  const isVisibleClique =
    mailboxes >= pairing.cliqueMailboxesAtLeast &&
    density >= pairing.cliqueDensity &&
    reciprocity >= pairing.cliqueReciprocity;
  const figures = `${percent(density)} of the pairs among ${counted(mailboxes, 'mailbox', 'mailboxes')} write to each other, ${percent(reciprocity)} in both directions`;
  return {
    mailboxes,
    mails: used.reduce((sum, pair) => sum + pair.mails, 0),
    density,
    reciprocity,
    isVisibleClique,
    sentence: isVisibleClique
      ? `A visible clique: ${figures}. More domains would thin it out.`
      : `${figures}.`,
  };
}
