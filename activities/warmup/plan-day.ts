import { SamovarError } from '../../policy/errors.ts';
import { effectivePolicy, type PolicyOverrides } from '../../policy/overrides.ts';
import type { Policy } from '../../policy/schema.ts';
import { utcTime } from '../../policy/sentences.ts';
import { pauseSentence } from '../../policy/warmup/hold.ts';
import type { Tx } from '../../store/connection.ts';
import { wasWorked } from '../../policy/warmup/progress.ts';
import { lateBefore, planningTime } from '../../policy/warmup/rounds.ts';
import { missRoundsDue, nextRound } from '../../store/warmup-rounds.ts';
import { dayOf, lastResumedAt, lockWarmup, settleDays, type WarmupContext } from '../../store/warmups.ts';
import type { Dependencies } from '../dependencies.ts';
import type { WarmupAnswer, WarmupInput } from '../warmup-answer.ts';
import { conclude, type Finding } from './answer.ts';
import { refreshAuthentication } from './authentication.ts';
import { drawDay } from './draw-day.ts';
import { dayEnd, localDate } from './local-day.ts';
import { checkReadiness, type Readiness } from './readiness.ts';

/** A wait that only somebody can end is looked at again after this long, in case nobody told the run. */
const recheckMs = 86_400_000;

/**
 * Says what the warm-up does next, and fixes the day's rounds when none are fixed. Asked at any time, by a timer, a
 * wake-up or a retry, it gives the truth as the database has it.
 */
export async function planWarmupDay(
  dependencies: Dependencies,
  input: WarmupInput,
  did = 'Looked at the plan.',
): Promise<WarmupAnswer> {
  const { store, clock } = dependencies;
  const before = await store.forTenant(input.tenantId, (tx) => lockWarmup(tx, input.mailboxId));
  if (!before) return unknownMailbox;
  const { policy } = effectivePolicy(before.warmup.overrides as PolicyOverrides);
  const mayWork = isAlive(before) && !pauseSentence(before);
  if (mayWork) await refreshAuthentication(dependencies, before, policy);
  const readiness =
    mayWork && before.warmup.stage === 'checking'
      ? await checkReadiness(dependencies, await readAgain(dependencies, before), policy)
      : null;
  return store.forTenant(input.tenantId, async (tx) => {
    const context = await lockWarmup(tx, input.mailboxId);
    if (!context) return unknownMailbox;
    const finding = await findNext(dependencies, tx, context, policy, readiness);
    const fresh = (await lockWarmup(tx, input.mailboxId)) ?? context;
    return conclude(tx, clock, fresh, { did, ...finding });
  });
}

/** The rows as they are after the look at the domain, which several mailboxes may have taken at once. */
async function readAgain({ store }: Dependencies, { mailbox }: WarmupContext): Promise<WarmupContext> {
  const context = await store.forTenant(mailbox.tenantId, (tx) => lockWarmup(tx, mailbox.id));
  if (!context) throw new SamovarError('not-found', 'The mailbox has no warm-up any more.');
  return context;
}

type NextFinding = Omit<Finding, 'did'> & { readonly did?: string };

async function findNext(
  { clock }: Dependencies,
  tx: Tx,
  context: WarmupContext,
  policy: Policy,
  readiness: Readiness | null,
): Promise<NextFinding> {
  const now = clock.now();
  const stage = context.warmup.stage;
  if (!isAlive(context))
    return { stage: 'stopped', sentence: 'The mailbox is retired: its warm-up has ended.', next: null };
  const pause = pauseSentence(context);
  if (pause) return { stage, sentence: pause, next: { do: 'plan', at: new Date(now.getTime() + recheckMs) } };
  if (stage === 'checking' && !readiness?.may) return notReady(readiness, policy, now);

  const date = localDate(now, context.mailbox.timeZone);
  const today = await dayOf(tx, context.mailbox.id, date);
  const isNew = !today;
  if (isNew) await settleDays(tx, context.mailbox.id, date, now, (day) => wasWorked(day, policy));
  const outlook = today
    ? { stage, sentence: today.sentences.join(' ') }
    : await drawDay(tx, context, policy, date, now);
  await missRoundsDue(tx, context.mailbox.id, lateBefore(now, policy), now);
  // Those of a pause are missed, however short it was and whoever looked meanwhile.
  const resumedAt = await lastResumedAt(tx, context);
  if (resumedAt) await missRoundsDue(tx, context.mailbox.id, resumedAt, now);
  const round = await nextRound(tx, context.mailbox.id, date);
  if (round) {
    const sentence = `Waits for round ${round.index + 1} at ${utcTime(round.dueAt)}. ${outlook.sentence}`;
    return {
      stage: outlook.stage,
      sentence,
      plannedDay: isNew,
      next: { do: 'round', roundId: round.id, at: round.dueAt },
    };
  }
  const at = planningTime(context.mailbox.id, dayEnd(date, context.mailbox.timeZone), policy);
  return {
    stage: outlook.stage,
    sentence: `Waits for the next day, ${utcTime(at)}. ${outlook.sentence}`,
    plannedDay: isNew,
    next: { do: 'plan', at },
  };
}

function notReady(readiness: Readiness | null, policy: Policy, now: Date): NextFinding {
  const at = new Date(now.getTime() + policy.authentication.recheckMinutes * 60_000);
  const missing = readiness?.missing.join(' ') ?? 'The mailbox has not been checked yet.';
  return {
    stage: 'checking',
    sentence: `${missing} Looks again at ${utcTime(at)}.`,
    next: { do: 'plan', at },
  };
}

function isAlive({ mailbox, warmup }: WarmupContext): boolean {
  return mailbox.retiredAt === null && warmup.stage !== 'stopped';
}

const unknownMailbox: WarmupAnswer = {
  stage: 'stopped',
  health: 'good',
  day: 0,
  did: 'Nothing.',
  sentence: 'This mailbox has no warm-up.',
  plannedDay: false,
  next: { do: 'end' },
};
