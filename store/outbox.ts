import { v7 as uuidv7 } from 'uuid';
import type { Store, Tx } from './connection.ts';
import { databaseTime } from './database-time.ts';
import { claimOutbox, settleOutbox, type ClaimedRow } from './platform.ts';

/** A workflow's start, or a signal to one. `input` holds opaque ids only: it becomes part of a history. */
export interface WorkflowMessage {
  readonly kind: 'start' | 'signal';
  readonly workflowType: string;
  readonly workflowId: string;
  readonly signal: string | null;
  readonly input: Readonly<Record<string, unknown>>;
}

/** Writes the message down in the transaction that causes it: it goes out if, and only if, that commits. Gives the row's id. */
export async function enqueue(
  tx: Tx,
  { tenantId, input, ...message }: WorkflowMessage & { readonly tenantId: string },
): Promise<string> {
  const id = uuidv7();
  await tx
    .insertInto('outbox')
    .values({
      ...message,
      id,
      tenantId,
      input: JSON.stringify(input),
      createdAt: databaseTime,
    })
    .execute();
  return id;
}

/** Hands a message over. Gives 'delivered', or the code of a failure that is worth another try. */
export type Deliver = (message: WorkflowMessage) => Promise<string>;

export interface DispatchOptions {
  /** Only these rows, which the caller has just written; without it all that wait. */
  readonly ids?: readonly string[];
  readonly limit: number;
}

export interface Dispatched {
  readonly delivered: number;
  readonly failed: number;
}

/** Longer than Temporal's client tries by itself (10 s): two deliveries at once would do no harm, but be of no use. */
const leaseMs = 30_000;

/** Rows handed over side by side: each belongs to another workflow. */
const batchSize = 20;

const firstRetryMs = 1_000;
const lastRetryMs = 60_000;

/**
 * Delivers rows that wait, for each workflow in the order in which they were written. A row whose delivery fails is
 * tried again after 1 s, 2 s ... 60 s and holds back its workflow's later ones; at most its code is kept. A process
 * that dies on the way leaves a lease, after which the next sweep delivers again: messages can arrive twice.
 * Rejects with the first exception of `deliver`, after all of its batch are on record.
 */
export async function dispatchOutbox(
  store: Store,
  deliver: Deliver,
  options: DispatchOptions,
): Promise<Dispatched> {
  let [delivered, failed] = [0, 0];
  while (failed === 0 && delivered < options.limit) {
    const limit = Math.min(batchSize, options.limit - delivered);
    const rows = await store.forPlatform((tx) => claimOutbox(tx, { ids: options.ids, limit, leaseMs }));
    if (rows.length === 0) break;
    const results = await Promise.allSettled(rows.map((row) => dispatchRow(store, deliver, row)));
    for (const result of results) {
      if (result.status === 'rejected') throw result.reason;
      if (result.value === 'delivered') delivered += 1;
      else failed += 1;
    }
  }
  return { delivered, failed };
}

async function dispatchRow(store: Store, deliver: Deliver, row: ClaimedRow): Promise<string> {
  const { kind, workflowType, workflowId, signal } = row;
  const message = { kind, workflowType, workflowId, signal, input: row.input as WorkflowMessage['input'] };
  let outcome = 'internal';
  try {
    outcome = await deliver(message);
    return outcome;
  } finally {
    const end =
      outcome === 'delivered'
        ? { failureCode: null }
        : { failureCode: outcome, retryInMs: retryMs(row.attempts) };
    await store.forPlatform((tx) => settleOutbox(tx, row, end));
  }
}

/** Doubling, with jitter, so that a sweep doesn't meet all failed rows again at once. */
function retryMs(attempts: number): number {
  return Math.min(lastRetryMs, firstRetryMs * 2 ** (attempts - 1)) * (0.75 + Math.random() / 2);
}
