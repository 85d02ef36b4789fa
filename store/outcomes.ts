import type { Selectable } from 'kysely';
import { budgetsOf, hourOf, lockBudgets, release, reserve } from './budgets.ts';
import { changeState, type SendChange, type StateGuard } from './change-state.ts';
import type { Tx } from './connection.ts';
import type { Send } from './database.ts';
import type { SendState } from './ledger-states.ts';
import { recordSendEvent } from './send-events.ts';
import { readSend } from './send-rows.ts';

/** What is known after a submission, in ids and codes: a history may keep it. Phases and causes are those of mail/. */
export type LedgerOutcome =
  | {
      readonly kind: 'accepted';
      readonly code: number;
      readonly enhancedCode: string | null;
      readonly wireMessageId: string | null;
    }
  | {
      readonly kind: 'rejected';
      readonly phase: string;
      readonly code: number;
      readonly enhancedCode: string | null;
      readonly permanence: 'permanent' | 'transient';
    }
  | {
      readonly kind: 'not-handed-over';
      readonly phase: string;
      readonly cause: string;
      readonly code: number | null;
      readonly enhancedCode: string | null;
    }
  | { readonly kind: 'unknown'; readonly phase: string };

export interface OutcomeRecord {
  readonly sendId: string;
  readonly attempt: number;
  readonly outcome: LedgerOutcome;
  readonly now: Date;
}

export interface RecordedOutcome {
  readonly state: SendState;
  /** False when it was recorded before, or came too late to change anything. */
  readonly changed: boolean;
}

/**
 * Records how an attempt ended. A message that was certainly not accepted is reserved again, unless the server's answer
 * is permanent. May be repeated, and may come late: then it settles the `unknown` that its own attempt became, and
 * changes nothing else. @throws not-found
 */
export async function recordOutcome(
  tx: Tx,
  { sendId, attempt, outcome, now }: OutcomeRecord,
): Promise<RecordedOutcome> {
  const send = await readSend(tx, sendId);
  const state = stateAfter(outcome);
  const facts = { ...codesOf(outcome), outcomeAt: now };
  const changed = await changeAfter(tx, send, state, facts, { attempt });
  if (!changed) return { state: (await readSend(tx, sendId)).state, changed: false };
  const kind = state === 'reserved' ? 'not-accepted' : state;
  await recordSendEvent(tx, changed, { kind, at: now, detail: outcome });
  return { state: changed.state, changed: true };
}

function stateAfter(outcome: LedgerOutcome): 'accepted' | 'rejected' | 'unknown' | 'reserved' {
  switch (outcome.kind) {
    case 'accepted':
    case 'unknown':
      return outcome.kind;
    case 'not-handed-over':
      return 'reserved';
    case 'rejected':
      return outcome.permanence === 'permanent' ? 'rejected' : 'reserved';
  }
}

function codesOf(outcome: LedgerOutcome): SendChange {
  switch (outcome.kind) {
    case 'accepted':
      return {
        phase: 'final-reply',
        replyCode: outcome.code,
        enhancedCode: outcome.enhancedCode,
        failureCode: null,
        wireMessageId: outcome.wireMessageId,
      };
    case 'rejected':
      return {
        phase: outcome.phase,
        replyCode: outcome.code,
        enhancedCode: outcome.enhancedCode,
        failureCode: outcome.permanence,
      };
    case 'not-handed-over':
      return {
        phase: outcome.phase,
        replyCode: outcome.code,
        enhancedCode: outcome.enhancedCode,
        failureCode: outcome.cause,
      };
    case 'unknown':
      return { phase: outcome.phase, replyCode: null, enhancedCode: null, failureCode: 'no-answer' };
  }
}

async function changeAfter(
  tx: Tx,
  send: Selectable<Send>,
  state: 'accepted' | 'rejected' | 'unknown' | 'reserved',
  facts: SendChange,
  guard: StateGuard,
): Promise<Selectable<Send> | undefined> {
  switch (state) {
    case 'accepted':
    case 'unknown': // counts as used, as it has since it was begun
      return changeState(tx, send.id, state, facts, guard);
    case 'rejected':
      return reject(tx, send, facts, guard);
    case 'reserved':
      return reserveAgain(tx, send, facts, guard);
  }
}

/** Ends a send that was certainly not accepted, and gives its place in the budgets back. */
export async function reject(
  tx: Tx,
  send: Selectable<Send>,
  facts: SendChange,
  guard: StateGuard = {},
): Promise<Selectable<Send> | undefined> {
  await lockBudgets(tx, send);
  const rejected = await changeState(tx, send.id, 'rejected', { ...facts, leaseUntil: null }, guard);
  if (rejected?.budgetHour) await release(tx, budgetsOf(send), rejected.budgetHour, 'used');
  return rejected;
}

/** Makes a send that was certainly not accepted a reservation again, in the budgets too. */
export async function reserveAgain(
  tx: Tx,
  send: Selectable<Send>,
  facts: SendChange,
  guard: StateGuard,
): Promise<Selectable<Send> | undefined> {
  await lockBudgets(tx, send);
  const change = {
    ...facts,
    leaseUntil: null,
    submittedAt: null,
    outcomeAt: null,
    budgetHour: hourOf(send.slotAt),
  };
  const reserved = await changeState(tx, send.id, 'reserved', change, guard);
  if (!reserved) return undefined;
  if (send.budgetHour) await release(tx, budgetsOf(send), send.budgetHour, 'used');
  await reserve(tx, budgetsOf(send), send.slotAt);
  return reserved;
}
