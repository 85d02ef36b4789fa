import type { RecipientProvider } from '../recipient-provider.ts';
import { seededRandom, shuffle } from '../random.ts';
import type { Policy } from '../schema.ts';

export interface PairingMailbox {
  readonly mailboxId: string;
  readonly domainId: string;
  readonly tenantId: string;
  readonly provider: RecipientProvider;
}

export interface PairingCandidate extends PairingMailbox {
  /** Mails from the choosing mailbox to this one today. */
  readonly pairedToday: number;
  readonly lastPairedAt: Date | null;
  /** Warm-up mails it received today, from anyone. */
  readonly receivedToday: number;
}

export interface PairingRequest {
  readonly mailbox: PairingMailbox;
  /** Mails to find partners for. */
  readonly count: number;
  readonly candidates: readonly PairingCandidate[];
  readonly now: Date;
  /** From `carriedVolume`. */
  readonly pairLimitPerDay: number;
  readonly allowSameDomain: boolean;
  readonly seed: string;
}

/** The candidates that a mailbox may write to at all: of its tenant, on another domain unless allowed, not itself. */
export function eligiblePartners<Candidate extends PairingMailbox>(
  mailbox: PairingMailbox,
  candidates: readonly Candidate[],
  allowSameDomain: boolean,
): Candidate[] {
  return candidates.filter(
    (candidate) =>
      candidate.tenantId === mailbox.tenantId &&
      candidate.mailboxId !== mailbox.mailboxId &&
      (allowSameDomain || candidate.domainId !== mailbox.domainId),
  );
}

/**
 * Whom to write to, one id per mail; fewer than `count` when the pair limit leaves no more. A partner comes twice only
 * when every other has come as often or is at its limit. Among equals: those it hasn't met for `restDays`, then those of
 * other providers, then those that received least today, then by chance.
 */
export function choosePartners(request: PairingRequest, policy: Policy): readonly string[] {
  const { mailbox, candidates, allowSameDomain, pairLimitPerDay, now } = request;
  const restingSince = now.getTime() - policy.pairing.restDays * 86_400_000;
  const eligible = eligiblePartners(mailbox, candidates, allowSameDomain);
  const pool = shuffle(seededRandom(`pairing:${request.seed}`), eligible).map((candidate) => ({
    mailboxId: candidate.mailboxId,
    paired: candidate.pairedToday,
    received: candidate.receivedToday,
    isRested: !candidate.lastPairedAt || candidate.lastPairedAt.getTime() <= restingSince,
    isSameProvider: candidate.provider === mailbox.provider,
  }));
  const chosen: string[] = [];
  while (chosen.length < request.count) {
    const open = pool.filter(({ paired }) => paired < pairLimitPerDay);
    const [first, ...others] = open;
    if (!first) break;
    const best = others.reduce((better, one) => (compare(one, better) < 0 ? one : better), first);
    best.paired += 1;
    best.received += 1;
    best.isRested = false;
    chosen.push(best.mailboxId);
  }
  return chosen;
}

interface Standing {
  readonly paired: number;
  readonly received: number;
  readonly isRested: boolean;
  readonly isSameProvider: boolean;
}

/** Negative when `one` is to be preferred; 0 leaves the shuffled order. */
function compare(one: Standing, other: Standing): number {
  return (
    one.paired - other.paired ||
    Number(other.isRested) - Number(one.isRested) ||
    Number(one.isSameProvider) - Number(other.isSameProvider) ||
    one.received - other.received
  );
}
