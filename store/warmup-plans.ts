import type { Selectable } from 'kysely';
import { SamovarError } from '../policy/errors.ts';
import type { PolicyOverrides } from '../policy/overrides.ts';
import type { PlanPreset } from '../policy/schema.ts';
import { recordChange, type Actor } from './change-log.ts';
import type { Tx } from './connection.ts';
import type { Warmup } from './database.ts';
import type { MailboxRow } from './mailboxes.ts';
import { noSuch } from './not-found.ts';
import { signalWarmup, startWarmup, type Wake } from './warmup-wakes.ts';

export interface RiskAcceptance {
  /** The person's name. */
  readonly acceptedBy: string;
  readonly statement: string;
}

/** What a tenant chooses of a warm-up: valid by `effectivePolicy`, and with the consent that its provider asks for. */
export interface WarmupPlan {
  readonly preset: PlanPreset;
  readonly overrides: PolicyOverrides;
  readonly riskAccepted: RiskAcceptance | null;
}

/** `warmup.graduation` where a person decided; else it holds the criteria as they were met. */
export interface GraduationByPerson {
  readonly decidedBy: string;
  readonly reason: string;
  readonly decidedAt: string;
}

export interface ChangedWarmup {
  readonly warmup: Selectable<Warmup>;
  readonly wake: Wake;
}

/** Begins a mailbox's warm-up, with the start of its workflow. @throws conflict-duplicate when somebody was faster */
export async function optIntoWarmup(
  tx: Tx,
  actor: Actor,
  mailbox: Pick<MailboxRow, 'id' | 'domainId'>,
  plan: WarmupPlan,
): Promise<ChangedWarmup> {
  const warmup = await tx
    .insertInto('warmup')
    .values({
      mailboxId: mailbox.id,
      tenantId: actor.tenantId,
      preset: plan.preset,
      overrides: JSON.stringify(plan.overrides),
      riskAccepted: plan.riskAccepted && acceptance(plan.riskAccepted, actor.at),
      stage: 'checking',
      sentence: 'Waits for its first check.',
      startedAt: actor.at,
    })
    .onConflict((conflict) => conflict.column('mailboxId').doNothing())
    .returningAll()
    .executeTakeFirst();
  if (!warmup) throw new SamovarError('conflict-duplicate', 'The mailbox is being warmed up already.');
  const detail = { preset: plan.preset, overrides: plan.overrides };
  await recordChange(tx, actor, { ...subject(mailbox.id), change: 'warm-up started', detail });
  return {
    warmup,
    wake: await startWarmup(tx, actor, { mailboxId: mailbox.id, domainId: mailbox.domainId }),
  };
}

/**
 * Opts a mailbox in, or replaces preset and overrides of its warm-up. A consent that was given stays.
 * @throws not-found, invalid-state
 */
export async function setWarmupPlan(
  tx: Tx,
  actor: Actor,
  mailboxId: string,
  plan: WarmupPlan,
): Promise<ChangedWarmup> {
  const before = await lockWarmup(tx, mailboxId);
  const mailbox = await holdLiveMailbox(tx, mailboxId);
  if (!before) return optIntoWarmup(tx, actor, mailbox, plan);
  const values = {
    preset: plan.preset,
    overrides: JSON.stringify(plan.overrides),
    ...(plan.riskAccepted && { riskAccepted: acceptance(plan.riskAccepted, actor.at) }),
  };
  const detail = {
    from: { preset: before.preset, overrides: before.overrides },
    to: { preset: plan.preset, overrides: plan.overrides },
  };
  return changeWarmup(tx, actor, mailboxId, values, { change: 'plan changed', detail });
}

/** Gives a mailbox more days in which it may graduate. @throws not-found, invalid-state */
export async function extendWarmup(
  tx: Tx,
  actor: Actor,
  mailboxId: string,
  { days, reason }: { readonly days: number; readonly reason: string },
): Promise<ChangedWarmup> {
  const before = await lockRunningWarmup(tx, mailboxId);
  refuseGraduated(before);
  const extendedByDays = before.extendedByDays + days;
  const change = { change: 'warm-up extended', reason, detail: { days, extendedByDays } };
  return changeWarmup(tx, actor, mailboxId, { extendedByDays }, change);
}

/**
 * Has a mailbox graduate at its next look at the plan, whatever is missing, because a person takes it upon themselves.
 * @throws not-found, invalid-state
 */
export async function graduateAnyway(
  tx: Tx,
  actor: Actor,
  mailboxId: string,
  { decidedBy, reason }: { readonly decidedBy: string; readonly reason: string },
): Promise<ChangedWarmup> {
  const before = await lockRunningWarmup(tx, mailboxId);
  refuseGraduated(before);
  if (before.day === 0) throw new SamovarError('invalid-state', 'The warm-up has not had a day yet.');
  const decision: GraduationByPerson = { decidedBy, reason, decidedAt: actor.at.toISOString() };
  const change = { change: 'graduated by a person', reason };
  return changeWarmup(tx, actor, mailboxId, { graduation: JSON.stringify(decision) }, change);
}

async function lockRunningWarmup(tx: Tx, mailboxId: string): Promise<Selectable<Warmup>> {
  const warmup = await lockWarmup(tx, mailboxId);
  await holdLiveMailbox(tx, mailboxId);
  if (!warmup) throw new SamovarError('not-found', 'The mailbox is not warmed up: nobody has opted in.');
  return warmup;
}

/** The warm-up before the mailbox: everybody takes their locks in this order. */
async function lockWarmup(tx: Tx, mailboxId: string): Promise<Selectable<Warmup> | undefined> {
  return tx
    .selectFrom('warmup')
    .selectAll()
    .where('mailboxId', '=', mailboxId)
    .forUpdate()
    .executeTakeFirst();
}

/** Keeps anybody from retiring the mailbox until the transaction ends. */
async function holdLiveMailbox(tx: Tx, mailboxId: string): Promise<Pick<MailboxRow, 'id' | 'domainId'>> {
  const mailbox = await tx
    .selectFrom('mailbox')
    .select(['id', 'domainId', 'retiredAt'])
    .where('id', '=', mailboxId)
    .forShare()
    .executeTakeFirst();
  if (!mailbox) throw noSuch('mailbox');
  if (mailbox.retiredAt)
    throw new SamovarError('invalid-state', 'The mailbox is retired, which is for ever.');
  return mailbox;
}

function refuseGraduated(warmup: Selectable<Warmup>): void {
  if (warmup.graduatedAt) throw new SamovarError('invalid-state', 'The mailbox has graduated already.');
}

async function changeWarmup(
  tx: Tx,
  actor: Actor,
  mailboxId: string,
  values: {
    preset?: PlanPreset;
    overrides?: string;
    riskAccepted?: string;
    extendedByDays?: number;
    graduation?: string;
  },
  change: {
    readonly change: string;
    readonly reason?: string;
    readonly detail?: Readonly<Record<string, unknown>>;
  },
): Promise<ChangedWarmup> {
  const warmup = await tx
    .updateTable('warmup')
    .set(values)
    .where('mailboxId', '=', mailboxId)
    .returningAll()
    .executeTakeFirstOrThrow();
  await recordChange(tx, actor, { ...subject(mailboxId), ...change });
  return { warmup, wake: await signalWarmup(tx, actor, mailboxId, 'changed') };
}

function acceptance(accepted: RiskAcceptance, at: Date): string {
  return JSON.stringify({ ...accepted, at: at.toISOString() });
}

function subject(mailboxId: string) {
  return { subject: 'mailbox', subjectId: mailboxId } as const;
}
