import { Client } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { pino } from 'pino';
import { createWarmupActivities } from '../activities/warmup.ts';
import { readWorkerSettings } from '../store/settings.ts';
import { temporalConnection } from '../temporal-config/connection.ts';
import { taskQueues } from '../temporal-config/task-queues.ts';
import { bundleWorkflows } from './bundle.ts';
import { openDependencies, type WorkerHooks } from './dependencies.ts';
import { sweepOutbox } from './outbox-sweep.ts';
import { createWorkers } from './workers.ts';

/**
 * Runs the worker process until SIGTERM or SIGINT: takes no new work then, and finishes what it has begun within each
 * queue's grace.
 */
export async function runWorker(environment: NodeJS.ProcessEnv, hooks: WorkerHooks = {}): Promise<void> {
  const settings = readWorkerSettings(environment, taskQueues);
  const logger = pino({ level: settings.logLevel, base: { process: 'worker' } });
  Runtime.install({
    logger: new DefaultLogger('WARN', ({ level, message, meta }) =>
      logger.warn(
        { temporal: level, activityType: meta?.['activityType'], workflowId: meta?.['workflowId'] },
        message,
      ),
    ),
    shutdownSignals: ['SIGTERM', 'SIGINT'],
  });
  const dependencies = await openDependencies(settings, { logger, ...hooks });
  const { connectionOptions, namespace } = temporalConnection(settings.temporal);
  const connection = await NativeConnection.connect(connectionOptions);
  const client = new Client({ connection, namespace });
  const activities = createWarmupActivities(dependencies);
  const workers = await createWorkers({
    connection,
    namespace,
    queues: settings.queues,
    activities: { orchestration: activities, sending: activities },
    workflowBundle: await bundleWorkflows(),
    logger,
  });
  const stopSweep = new AbortController();
  const sweep = sweepOutbox(dependencies.store, client, logger, stopSweep.signal);
  logger.info({ queues: settings.queues }, 'worker ready');
  process.send?.({ ready: true });
  try {
    await Promise.all(workers.map((worker) => worker.run()));
  } finally {
    stopSweep.abort();
    await sweep;
    await connection.close();
    await dependencies.close();
  }
}
