import { effectivePolicy, type PolicyOverrides } from '../../policy/overrides.ts';
import type { Policy } from '../../policy/schema.ts';
import { lateBefore } from '../../policy/warmup/rounds.ts';
import { pauseSentence } from '../../policy/warmup/hold.ts';
import { counted } from '../../policy/sentences.ts';
import type { ImapSession } from '../../mail/imap.ts';
import { warmupHeaderName } from '../../mail/warmup-header.ts';
import { releaseExpired } from '../../store/sends.ts';
import { closeRound, roundById, startRound } from '../../store/warmup-rounds.ts';
import { dayOf, lastResumedAt, lockWarmup } from '../../store/warmups.ts';
import type { Dependencies } from '../dependencies.ts';
import { endpointsOf } from '../mail-access.ts';
import type { UnrecordedOutcome } from '../sending.ts';
import type { WarmupAnswer, WarmupInput } from '../warmup-answer.ts';
import { fileCopies } from './file-copies.ts';
import { planWarmupDay } from './plan-day.ts';
import { isConnectionFault, noteLogin, noteLoginFault } from './readiness.ts';
import { reconcileUnknown } from './reconcile.ts';
import { cancelStale, reserveShare, type RoundContext } from './reserve-share.ts';
import { sendShare, type SharingReport } from './send-share.ts';
import { tend, type TendingReport } from './tend.ts';

/**
 * One visit of a mailbox: looks after its inbox, then sends the round's share. A round runs once; asked again, it only
 * says what comes next. It is missed, and not made up for, when the mailbox is paused, can't log in, or is too late.
 */
export async function runWarmupRound(
  dependencies: Dependencies,
  input: WarmupInput & { readonly roundId: string },
): Promise<WarmupAnswer> {
  const { store, clock } = dependencies;
  const context = await store.forTenant(input.tenantId, async (tx): Promise<RoundContext | null> => {
    const warmup = await lockWarmup(tx, input.mailboxId);
    const round = await roundById(tx, input.roundId);
    const day = round && (await dayOf(tx, input.mailboxId, round.date));
    return warmup && round && day
      ? { ...warmup, round, day, resumedAt: await lastResumedAt(tx, warmup) }
      : null;
  });
  if (!context || context.round.state !== 'planned' || clock.now() < context.round.dueAt) {
    return planWarmupDay(dependencies, input);
  }
  const { policy } = effectivePolicy(context.warmup.overrides as PolicyOverrides);
  const obstacle = obstacleTo(context, clock.now(), policy);
  if (obstacle) return missRound(dependencies, context, obstacle);
  const startedAt = await store.forTenant(input.tenantId, (tx) =>
    startRound(tx, context.round.id, clock.now()),
  );
  return visit(dependencies, context, policy, startedAt);
}

function obstacleTo(
  { tenant, domain, mailbox, round, warmup, resumedAt }: RoundContext,
  now: Date,
  policy: Policy,
): string | null {
  if (mailbox.retiredAt || warmup.stage === 'stopped') return 'the mailbox is retired';
  const pause = pauseSentence({ tenant, domain, mailbox });
  if (pause) return pause;
  if (mailbox.loginRetryAt && mailbox.loginRetryAt > now)
    return 'the mailbox waits before its next try to log in';
  if (round.dueAt < lateBefore(now, policy)) return 'it came too late, and is not made up for';
  if (resumedAt && round.dueAt < resumedAt) return 'it was due before a pause ended, and is not made up for';
  return null;
}

async function visit(
  dependencies: Dependencies,
  context: RoundContext,
  policy: Policy,
  startedAt: Date,
): Promise<WarmupAnswer> {
  const { store, clock, keyring } = dependencies;
  const { tenantId, id: mailboxId } = context.mailbox;
  let imap: ImapSession | null = null;
  try {
    imap = await dependencies.openImap(endpointsOf(dependencies, context.mailbox).imap, {
      headers: [warmupHeaderName(keyring.messageKey())],
    });
    const tended = await tend(dependencies, context, policy, imap);
    await store.forTenant(tenantId, async (tx) => {
      await releaseExpired(tx, mailboxId, clock.now());
      await reconcileUnknown(tx, mailboxId, policy, clock.now());
      await cancelStale(tx, context, clock.now());
      await reserveShare(tx, context, policy, keyring, clock.now());
    });
    const shared = await sendShare(dependencies, context, policy);
    if (shared.unrecorded) return recordFirst(context, shared.unrecorded);
    if (shared.fault) return await faultyRound(dependencies, context, policy, shared.fault);
    await noteLogin(dependencies, context);
    await fileCopies(dependencies, context, imap, startedAt);
    return await finishRound(dependencies, context, tended, shared);
  } catch (error) {
    if (!isConnectionFault(error)) throw error;
    return await faultyRound(dependencies, context, policy, error.code);
  } finally {
    await imap?.close();
  }
}

async function finishRound(
  dependencies: Dependencies,
  context: RoundContext,
  tended: TendingReport,
  shared: SharingReport,
): Promise<WarmupAnswer> {
  const { store, clock } = dependencies;
  await store.forTenant(context.mailbox.tenantId, (tx) =>
    closeRound(tx, context.round.id, { state: 'done', finishedAt: clock.now(), note: shared.note }),
  );
  const did = [
    `Round ${context.round.index + 1}: ${counted(shared.accepted, 'mail')} sent`,
    `${tended.found} found (${tended.foundInJunk} in Junk)`,
    `${tended.rescued} rescued`,
    ...(shared.unknown > 0 ? [`${shared.unknown} of unknown outcome`] : []),
    ...(shared.rejected > 0 ? [`${shared.rejected} refused by the server`] : []),
    ...(shared.note ? [shared.note] : []),
  ].join(', ');
  return planWarmupDay(dependencies, inputOf(context), did);
}

async function faultyRound(
  dependencies: Dependencies,
  context: RoundContext,
  policy: Policy,
  code: string,
): Promise<WarmupAnswer> {
  await noteLoginFault(dependencies, context, policy, code);
  const what =
    code === 'mail-login-failed' ? 'the mail server refused the login' : 'the mail server could not be used';
  return missRound(dependencies, context, what);
}

async function missRound(
  dependencies: Dependencies,
  context: RoundContext,
  why: string,
): Promise<WarmupAnswer> {
  const { store, clock } = dependencies;
  await store.forTenant(context.mailbox.tenantId, (tx) =>
    closeRound(tx, context.round.id, { state: 'missed', finishedAt: clock.now(), note: why }),
  );
  return planWarmupDay(
    dependencies,
    inputOf(context),
    `Round ${context.round.index + 1} was missed: ${why}.`,
  );
}

/** The database could not take an outcome: Temporal keeps it, and has it recorded before anything else is done. */
function recordFirst({ warmup, mailbox }: RoundContext, unrecorded: UnrecordedOutcome): WarmupAnswer {
  return {
    stage: warmup.stage,
    health: mailbox.health,
    day: warmup.day,
    did: 'A mail was submitted, and the database could not take its outcome.',
    sentence: 'Waits for the database, to record the outcome of a mail.',
    plannedDay: false,
    next: { do: 'record', unrecorded },
  };
}

function inputOf({ mailbox }: RoundContext): WarmupInput {
  return { tenantId: mailbox.tenantId, mailboxId: mailbox.id, domainId: mailbox.domainId };
}
