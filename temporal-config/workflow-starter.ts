import type { Client } from '@temporalio/client';
import {
  ServiceError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import type { WorkflowIdConflictPolicy, WorkflowIdReusePolicy } from '@temporalio/common';
import { searchAttributesOf } from './search-attributes.ts';
import type { TaskQueue } from './task-queues.ts';

/** One start or signal to hand to Temporal. All of it is opaque: ids, type and signal names. */
export interface WorkflowMessage {
  readonly kind: 'start' | 'signal';
  readonly workflowType: string;
  readonly workflowId: string;
  readonly signal: string | null;
  readonly input: Readonly<Record<string, unknown>>;
}

interface StartPolicy {
  readonly conflict: WorkflowIdConflictPolicy;
  readonly reuse: WorkflowIdReusePolicy;
  readonly summary: string;
}

/** What became of a message; `temporal-unavailable` is tried again. */
export type Delivery = 'delivered' | 'temporal-unavailable';

/** How each type treats an id that is in use: runs that live as long as their object are joined, never doubled. */
const startPolicies: Readonly<Record<string, StartPolicy>> = {
  mailboxWarmup: { conflict: 'USE_EXISTING', reuse: 'ALLOW_DUPLICATE', summary: 'Warm-up of one mailbox' },
};

const startQueue: TaskQueue = 'orchestration';

/**
 * Hands one message to Temporal. Gives 'delivered', also when the run exists already or has ended (a signal to a
 * closed run has nobody to wake).
 * @throws what no retry can mend, such as an unknown workflow type.
 */
export async function deliverToTemporal(client: Client, message: WorkflowMessage): Promise<Delivery> {
  try {
    if (message.kind === 'start') await startWorkflow(client, message);
    else await client.workflow.getHandle(message.workflowId).signal(message.signal ?? 'changed');
    return 'delivered';
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return 'delivered';
    if (error instanceof WorkflowNotFoundError) return 'delivered';
    if (error instanceof ServiceError) return 'temporal-unavailable';
    throw error;
  }
}

async function startWorkflow(client: Client, message: WorkflowMessage): Promise<void> {
  const policy = startPolicies[message.workflowType];
  if (!policy) throw new TypeError(`no start policy for workflow type ${message.workflowType}`);
  await client.workflow.start(message.workflowType, {
    workflowId: message.workflowId,
    taskQueue: startQueue,
    args: [message.input],
    workflowIdConflictPolicy: policy.conflict,
    workflowIdReusePolicy: policy.reuse,
    typedSearchAttributes: searchAttributesOf(message.input),
    staticSummary: policy.summary,
  });
}
