import { setTimeout as delay } from 'node:timers/promises';
import type { Wake } from '../store/warmup-wakes.ts';
import type { Context } from './context.ts';
import { describeFailure } from './log.ts';

/** How long an answer waits for Temporal, real time. What isn't delivered by then, the worker's sweep delivers. */
const patienceMs = 2_000;

export interface WorkflowReference {
  readonly workflowId: string;
  readonly url: string | null;
}

/**
 * Delivers what a use case wrote into the outbox, and gives the workflows that it starts or wakes. Never fails: the
 * rows are committed, so whatever goes wrong here is only late.
 */
export async function dispatchWakes(context: Context, wakes: readonly Wake[]): Promise<WorkflowReference[]> {
  const patience = new AbortController();
  const delivery = deliver(context, wakes);
  await Promise.race([
    delivery,
    delay(patienceMs, undefined, { signal: patience.signal }).catch(() => undefined),
  ]);
  patience.abort();
  return wakes.map(({ workflowId }) => ({ workflowId, url: context.workflowUrl(workflowId) }));
}

async function deliver({ dispatch, log }: Context, wakes: readonly Wake[]): Promise<void> {
  if (wakes.length === 0) return;
  try {
    await dispatch(wakes.map(({ outboxId }) => outboxId));
  } catch (error) {
    log.warn({ failure: describeFailure(error), waiting: wakes.length }, 'left to the outbox sweep');
  }
}

/** 202 where a workflow was started or woken, 200 where only the database changed. */
export function statusFor(workflows: readonly unknown[]): 200 | 202 {
  return workflows.length > 0 ? 202 : 200;
}
