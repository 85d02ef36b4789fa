import { DateTime } from 'luxon';
import type { Selectable } from 'kysely';
import { effectivePolicy, type PolicyOverrides } from '../policy/overrides.ts';
import type { Criterion } from '../policy/warmup/criterion.ts';
import { mayGraduate } from '../policy/warmup/graduation.ts';
import { placementStats } from '../policy/warmup/placement.ts';
import { SamovarError } from '../policy/errors.ts';
import type { Tx } from '../store/connection.ts';
import type { Warmup } from '../store/database.ts';
import { readDomain } from '../store/domains.ts';
import { readMailbox, type MailboxRow } from '../store/mailboxes.ts';
import { placementsOf } from '../store/partners.ts';
import type { GraduationByPerson } from '../store/warmup-plans.ts';
import { readWarmupProgress, type WarmupProgress } from '../store/warmup-status.ts';
import { daysBefore } from '../store/warmups.ts';

/** Days before today that a status shows. */
const shownDays = 14;

export interface WarmupStatus extends WarmupProgress {
  readonly policyVersion: string;
  readonly graduation: readonly Criterion[];
  /** Who decided that it graduates, whatever was missing; null while nobody has. */
  readonly graduatedBy: GraduationByPerson | null;
}

/** All that there is to say about a mailbox's warm-up at `now`. @throws not-found, also without a warm-up */
export async function readWarmupStatus(tx: Tx, mailboxId: string, now: Date): Promise<WarmupStatus> {
  const { mailbox } = await readMailbox(tx, mailboxId);
  const date = DateTime.fromJSDate(now, { zone: mailbox.timeZone }).toISODate() ?? '';
  const progress = await readWarmupProgress(tx, mailboxId, date, shownDays);
  if (!progress) throw new SamovarError('not-found', 'The mailbox is not warmed up: nobody has opted in.');
  const { warmup } = progress;
  const byPerson = decisionOf(warmup);
  const criteria = byPerson ? null : storedCriteria(warmup);
  return {
    ...progress,
    policyVersion: effectivePolicy(warmup.overrides as PolicyOverrides).version,
    graduation: criteria ?? (await criteriaNow(tx, mailbox, warmup, date, now)),
    graduatedBy: byPerson,
  };
}

/** What graduation would look at now. */
async function criteriaNow(
  tx: Tx,
  mailbox: MailboxRow,
  warmup: Selectable<Warmup>,
  date: string,
  now: Date,
): Promise<readonly Criterion[]> {
  const { policy } = effectivePolicy(warmup.overrides as PolicyOverrides);
  const domain = await readDomain(tx, mailbox.domainId);
  const since = new Date(now.getTime() - policy.placement.windowDays * 86_400_000);
  const snapshot = {
    now,
    day: warmup.day,
    authentication: domain.authentication,
    placement: placementStats(await placementsOf(tx, mailbox.id, since)),
    loginFaultAt: mailbox.loginFaultAt,
    blocklists: [],
    band: mailbox.health,
    plannedDays: await daysBefore(tx, mailbox.id, date, policy.graduation.planDays),
  };
  return mayGraduate(snapshot, policy).criteria;
}

function storedCriteria({ graduation }: Selectable<Warmup>): readonly Criterion[] | null {
  const stored = graduation as { criteria?: readonly Criterion[] } | null;
  return stored?.criteria ?? null;
}

function decisionOf({ graduation }: Selectable<Warmup>): GraduationByPerson | null {
  const stored = graduation as GraduationByPerson | { criteria: unknown } | null;
  return stored && 'decidedBy' in stored ? stored : null;
}
