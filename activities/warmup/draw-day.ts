import type { Selectable } from 'kysely';
import { v7 as uuid } from 'uuid';
import { worseBand, type HealthBand } from '../../policy/health-band.ts';
import type { Policy } from '../../policy/schema.ts';
import { mayGraduate } from '../../policy/warmup/graduation.ts';
import { eligiblePartners } from '../../policy/warmup/pairing.ts';
import { carriedVolume } from '../../policy/warmup/partner-graph.ts';
import { placementBand, placementStats, type PlacementStats } from '../../policy/warmup/placement.ts';
import { nextPlanDay, type PlanDay, type PlanState, type WorkingDay } from '../../policy/warmup/progress.ts';
import { planRounds, roundsFrom } from '../../policy/warmup/rounds.ts';
import { dayVolume, domainPart, isWeekend } from '../../policy/warmup/volume.ts';
import type { Tx } from '../../store/connection.ts';
import type { Warmup } from '../../store/database.ts';
import { recordHealth } from '../../store/health.ts';
import { partnersOf, placementsOf } from '../../store/partners.ts';
import { markMissing } from '../../store/tending.ts';
import {
  daysBefore,
  insertDay,
  newestWorkedDay,
  updateWarmup,
  type WarmupContext,
} from '../../store/warmups.ts';
import { dayEnd, dayStart } from './local-day.ts';

const dayMs = 86_400_000;

export interface Outlook {
  readonly stage: Selectable<Warmup>['stage'];
  readonly day: number;
  readonly sentence: string;
}

/**
 * Fixes a day: reads what the mailbox's mail came to, lets policy say where it stands and how much it may send, and
 * stores the day with its rounds. The caller holds the warm-up's row, so a day is drawn once.
 */
export async function drawDay(
  tx: Tx,
  context: WarmupContext,
  policy: Policy,
  date: string,
  now: Date,
): Promise<Outlook> {
  const { mailbox, warmup } = context;
  await markMissing(tx, mailbox.id, now, policy.placement.missingAfterHours * 3_600_000);
  const since = new Date(now.getTime() - policy.placement.windowDays * dayMs);
  const placement = placementStats(await placementsOf(tx, mailbox.id, since));
  const state = await planStateOf(tx, mailbox.id);
  const band = await judgeHealth(tx, context, policy, placement, now);
  const graduation = mayGraduate(
    {
      now,
      day: state === 'start' ? 0 : state.day,
      authentication: context.domain.authentication,
      placement,
      loginFaultAt: mailbox.loginFaultAt,
      blocklists: [],
      band,
      plannedDays: await daysBefore(tx, mailbox.id, date, policy.graduation.planDays),
    },
    policy,
  );
  const planDay = nextPlanDay(
    state,
    {
      date,
      preset: warmup.preset,
      band,
      placement,
      graduation,
      isGraduatedByPerson: warmup.graduation !== null,
      extendedByDays: warmup.extendedByDays,
    },
    policy,
  );
  if (planDay.status !== 'works') return waitForPerson(planDay, warmup);
  if (planDay.isGraduated && !warmup.graduatedAt) {
    const decidedByPerson = warmup.graduation !== null;
    await updateWarmup(tx, mailbox.id, {
      graduatedAt: now,
      ...(decidedByPerson ? {} : { graduation: JSON.stringify(graduation) }),
    });
  }
  return storeDay(tx, context, policy, { date, now, planDay });
}

/** The newest worked day is where the mailbox stands; days that weren't worked don't count. */
async function planStateOf(tx: Tx, mailboxId: string): Promise<PlanState | 'start'> {
  const newest = await newestWorkedDay(tx, mailboxId);
  if (!newest) return 'start';
  const { phase, phaseDay, day, level, coldLevel, band, date } = newest;
  return { phase, phaseDay, day, level, coldLevel, band, lastWorkedOn: date };
}

/** The band by what is seen today. `retired` stays until a person changes it. */
async function judgeHealth(
  tx: Tx,
  { mailbox }: WarmupContext,
  policy: Policy,
  placement: PlacementStats,
  now: Date,
): Promise<HealthBand> {
  const seen = placementBand(placement, policy);
  const band = mailbox.health === 'retired' ? worseBand(seen.band, 'retired') : seen.band;
  if (band !== mailbox.health) await recordHealth(tx, mailbox.id, { band, evidence: seen.sentence, at: now });
  return band;
}

async function storeDay(
  tx: Tx,
  { tenant, domain, mailbox }: WarmupContext,
  policy: Policy,
  { date, now, planDay }: { date: string; now: Date; planDay: WorkingDay },
): Promise<Outlook> {
  const { state } = planDay;
  const self = { mailboxId: mailbox.id, domainId: domain.id, tenantId: tenant.id, provider: domain.provider };
  const others = (
    await partnersOf(tx, mailbox.id, {
      dayStart: dayStart(date, mailbox.timeZone),
      loginFaultsBelow: policy.login.faultsToIsolate,
    })
  ).map((partner) => ({
    ...partner,
    tenantId: tenant.id,
  }));
  const onSameDomain = 1 + others.filter(({ domainId }) => domainId === domain.id).length;
  const volume = dayVolume(
    {
      mailboxId: mailbox.id,
      date,
      level: planDay.level,
      coldAllowed: planDay.coldAllowed,
      isWeekend: isWeekend(date),
      limits: [domainPart(onSameDomain, policy)],
    },
    policy,
  );
  const graph = carriedVolume(
    {
      wanted: volume.warmup,
      eligiblePartners: eligiblePartners(self, others, tenant.allowSameDomainWarmup).length,
      warmingDomains: new Set([domain.id, ...others.map(({ domainId }) => domainId)]).size,
    },
    policy,
  );
  const whole = planRounds(
    { mailboxId: mailbox.id, date, timeZone: mailbox.timeZone, volume: graph.carried },
    policy,
  );
  const rounds = roundsFrom(whole, now);
  const sentences = [...planDay.sentences, ...volume.sentences, ...(graph.sentence ? [graph.sentence] : [])];
  await insertDay(
    tx,
    {
      tenantId: tenant.id,
      mailboxId: mailbox.id,
      date,
      day: state.day,
      phase: state.phase,
      phaseDay: state.phaseDay,
      level: state.level,
      coldLevel: state.coldLevel,
      band: state.band,
      wanted: volume.warmup,
      planned: rounds.reduce((sum, { share }) => sum + share, 0),
      pairLimit: graph.pairLimitPerDay,
      coldAllowed: volume.cold,
      sentences,
      endsAt: dayEnd(date, mailbox.timeZone),
    },
    rounds.map(({ index, at, share }) => ({
      id: uuid(),
      tenantId: tenant.id,
      mailboxId: mailbox.id,
      date,
      index,
      dueAt: at,
      share,
      state: 'planned',
    })),
  );
  const stage = planDay.isGraduated ? 'ready' : 'warming';
  await updateWarmup(tx, mailbox.id, { stage, phase: state.phase, day: state.day });
  return { stage, day: state.day, sentence: sentences.join(' ') };
}

function waitForPerson({ sentences }: PlanDay, { day }: WarmupContext['warmup']): Outlook {
  return { stage: 'waiting', day, sentence: sentences.join(' ') };
}
