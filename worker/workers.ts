import { Worker, type NativeConnection, type WorkflowBundle } from '@temporalio/worker';
import type { Logger } from 'pino';
import { stripFailures } from '../activities/failures.ts';
import { activitySlots, shutdownGraceMs, type TaskQueue } from '../temporal-config/task-queues.ts';

export interface WorkersOptions {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly queues: readonly TaskQueue[];
  readonly activities: Record<TaskQueue, object>;
  readonly workflowBundle: WorkflowBundle;
  readonly logger: Logger;
}

/** One Temporal worker per queue. Workflows run on `orchestration`; every queue has its own activities and slots. */
export async function createWorkers(options: WorkersOptions): Promise<Worker[]> {
  const { connection, namespace, queues, activities, workflowBundle, logger } = options;
  return Promise.all(
    queues.map((taskQueue) =>
      Worker.create({
        connection,
        namespace,
        taskQueue,
        activities: activities[taskQueue],
        maxConcurrentActivityTaskExecutions: activitySlots[taskQueue],
        shutdownGraceTime: shutdownGraceMs[taskQueue],
        interceptors: { activity: [() => ({ inbound: stripFailures(logger) })] },
        ...(taskQueue === 'orchestration' ? { workflowBundle } : {}),
      }),
    ),
  );
}
