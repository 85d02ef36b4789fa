import { sql, type Selectable } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { BudgetHour } from '../policy/budgets.ts';
import type { Decision } from '../policy/gates/decision.ts';
import { budgetsOf, bucketsFor, hourOf, lockBudgets, use, type BudgetScope } from './budgets.ts';
import { changeState } from './change-state.ts';
import type { Tx } from './connection.ts';
import type { Mailbox, Send, SendingDomain, Tenant } from './database.ts';
import { databaseTime, realTimeIn } from './database-time.ts';
import { isInFlight, type SendState } from './ledger-states.ts';
import { lockRecipient } from './locks.ts';
import { reserveAgain } from './outcomes.ts';
import { recordSendEvent } from './send-events.ts';
import { readSend } from './send-rows.ts';

/** All that a decision about one send looks at, as it is under the locks. */
export interface SendFacts {
  readonly at: Date;
  readonly send: Selectable<Send>;
  readonly mailbox: Selectable<Mailbox>;
  readonly partner: Selectable<Mailbox>;
  readonly domain: Selectable<SendingDomain>;
  readonly tenant: Selectable<Tenant>;
  /** All mail of the mailbox, people's included, without this send. */
  readonly mailboxHours: readonly BudgetHour[];
  /** All warm-up mail of the domain, without this send. */
  readonly domainWarmupHours: readonly BudgetHour[];
}

export interface BeginRequest {
  readonly sendId: string;
  /** Business time. */
  readonly now: Date;
  /** How long this attempt has, real time. */
  readonly leaseMs: number;
  /** The gates. Called under the locks: pure, and quick. */
  readonly evaluate: (facts: SendFacts) => Decision;
}

export type Begun =
  /** The send is this attempt's until `leaseUntil` (real time). */
  | {
      readonly kind: 'begun';
      readonly attempt: number;
      readonly leaseUntil: Date;
      readonly decision: Decision;
    }
  /** There is an answer already (or `unknown`): it is never submitted again. */
  | { readonly kind: 'terminal'; readonly state: SendState }
  | { readonly kind: 'refused'; readonly decision: Decision }
  /** Another attempt has it, until `checkAt` (real time) at most. */
  | { readonly kind: 'busy'; readonly checkAt: Date }
  | { readonly kind: 'not-due'; readonly slotAt: Date };

/** Begins the next attempt at a send, if it is due, free, and every gate lets it pass. @throws not-found */
export async function beginSubmission(
  tx: Tx,
  { sendId, now, leaseMs, evaluate }: BeginRequest,
): Promise<Begun> {
  const { send, leaseRuns } = await lockSend(tx, sendId);
  if (isInFlight(send.state) && send.leaseUntil && leaseRuns)
    return { kind: 'busy', checkAt: send.leaseUntil };
  const current = isInFlight(send.state) ? await expire(tx, send, now) : send;
  if (current.state !== 'reserved') return { kind: 'terminal', state: current.state };
  if (current.slotAt > now) return { kind: 'not-due', slotAt: current.slotAt };

  const decision = evaluate(await factsAbout(tx, current, now));
  await recordDecision(tx, current, decision, now);
  if (!decision.allowed) return { kind: 'refused', decision };

  const attempt = current.attempt + 1;
  await use(tx, budgetsOf(current), current.budgetHour ?? current.slotAt, now);
  const begun = await changeState(tx, sendId, 'submitting', {
    attempt,
    leaseUntil: realTimeIn(leaseMs),
    submittedAt: now,
    budgetHour: hourOf(now),
  });
  if (!begun?.leaseUntil) throw new Error('A send that is locked has changed.');
  return { kind: 'begun', attempt, leaseUntil: begun.leaseUntil, decision };
}

/**
 * The point of no return, to be committed before the first byte of the message is written. False when this attempt may
 * not go on: cancelled, or its lease is over. Then the connection is closed without the message.
 */
export async function markHandingOver(
  tx: Tx,
  { sendId, attempt }: { readonly sendId: string; readonly attempt: number },
): Promise<boolean> {
  return (await changeState(tx, sendId, 'handing-over', {}, { attempt, lease: 'runs' })) !== undefined;
}

/** Takes the sends of a mailbox back from attempts whose lease is over. */
export async function releaseExpired(tx: Tx, mailboxId: string, now: Date): Promise<void> {
  const expired = await tx
    .selectFrom('send')
    .selectAll()
    .where('mailboxId', '=', mailboxId)
    .where('state', 'in', ['submitting', 'handing-over'])
    .where('leaseUntil', '<=', databaseTime)
    .orderBy('id')
    .execute();
  for (const send of expired) {
    await lockBudgets(tx, send);
    await expire(tx, send, now);
  }
}

/** What becomes of a send whose attempt has let its lease run out: never handed over, or nobody knows. */
async function expire(tx: Tx, send: Selectable<Send>, now: Date): Promise<Selectable<Send>> {
  const guard = { from: send.state, attempt: send.attempt, lease: 'is-over' } as const;
  const failureCode = 'lease-lost';
  const expired =
    send.state === 'submitting'
      ? await reserveAgain(tx, send, { failureCode }, guard)
      : await changeState(tx, send.id, 'unknown', { failureCode, outcomeAt: now }, guard);
  if (!expired) return readSend(tx, send.id); // its own attempt, or another sweep, was faster
  const kind = expired.state === 'unknown' ? 'unknown' : 'lease-lost';
  await recordSendEvent(tx, send, { kind, at: now, detail: { failureCode } });
  return expired;
}

/** Locks recipient, budgets and row, in this order, and reads the row. */
async function lockSend(tx: Tx, sendId: string): Promise<{ send: Selectable<Send>; leaseRuns: boolean }> {
  const { tenantId, mailboxId, domainId, partnerMailboxId } = await readSend(tx, sendId);
  const { addressLookup } = await tx
    .selectFrom('mailbox')
    .select('addressLookup')
    .where('id', '=', partnerMailboxId)
    .executeTakeFirstOrThrow();
  await lockRecipient(tx, tenantId, addressLookup);
  await lockBudgets(tx, { mailboxId, domainId });
  const { leaseRuns, ...send } = await tx
    .selectFrom('send')
    .selectAll()
    .select(sql<boolean>`coalesce(lease_until > ${databaseTime}, false)`.as('leaseRuns'))
    .where('id', '=', sendId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return { send, leaseRuns };
}

async function factsAbout(tx: Tx, send: Selectable<Send>, now: Date): Promise<SendFacts> {
  const [ofMailbox, ofDomain] = [
    { scope: 'mailbox', scopeId: send.mailboxId },
    { scope: 'warmup-domain', scopeId: send.domainId },
  ] as const;
  return {
    at: now,
    send,
    mailbox: await mailboxRow(tx, send.mailboxId),
    partner: await mailboxRow(tx, send.partnerMailboxId),
    domain: await tx
      .selectFrom('sendingDomain')
      .selectAll()
      .where('id', '=', send.domainId)
      .executeTakeFirstOrThrow(),
    tenant: await tx
      .selectFrom('tenant')
      .selectAll()
      .where('id', '=', send.tenantId)
      .executeTakeFirstOrThrow(),
    mailboxHours: await hoursTaken(tx, [ofMailbox, { scope: 'people', scopeId: send.mailboxId }], now),
    domainWarmupHours: await hoursTaken(tx, [ofDomain], now),
  };
}

/** A rolling day, and the hour that it may begin in. */
const capWindowMs = 25 * 3_600_000;

/**
 * What others have of a budget at `now`: all that is used, and what is reserved for later hours. Reservations of this
 * hour and before, this send's own among them, hold no place: whoever comes first goes first, and each is judged when
 * it comes. Else sends that wait for a full budget would keep it full for each other.
 */
export async function hoursTaken(tx: Tx, scopes: readonly BudgetScope[], now: Date): Promise<BudgetHour[]> {
  const buckets = await bucketsFor(tx, scopes, new Date(now.getTime() - capWindowMs));
  return buckets.map((bucket) => (bucket.hour > now ? bucket : { ...bucket, reserved: 0 }));
}

async function mailboxRow(tx: Tx, mailboxId: string): Promise<Selectable<Mailbox>> {
  return tx.selectFrom('mailbox').selectAll().where('id', '=', mailboxId).executeTakeFirstOrThrow();
}

async function recordDecision(tx: Tx, send: Selectable<Send>, decision: Decision, now: Date): Promise<void> {
  const { allowed, binding, until, sentence, verdicts, policyVersion } = decision;
  await tx
    .insertInto('decision')
    .values({
      id: uuidv7(),
      tenantId: send.tenantId,
      sendId: send.id,
      at: now,
      allowed,
      binding,
      until: until === 'someone' ? null : until,
      sentence,
      verdicts: JSON.stringify(verdicts),
      policyVersion,
    })
    .execute();
}
