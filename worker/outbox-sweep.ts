import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { dispatchOutbox } from '../store/outbox.ts';
import type { Store } from '../store/connection.ts';
import { deliverToTemporal } from '../temporal-config/workflow-starter.ts';

const sweepEveryMs = 1_000;
const rowsPerSweep = 200;

/**
 * Delivers what writers committed and didn't live to deliver themselves, every second until `signal` aborts. A database or
 * Temporal that is away is waited for: nothing here ends the worker.
 */
export async function sweepOutbox(
  store: Store,
  client: Client,
  logger: Logger,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await dispatchOutbox(store, (row) => deliverToTemporal(client, row), { limit: rowsPerSweep });
    } catch (error) {
      logger.warn(
        { errorClass: error instanceof Error ? error.constructor.name : 'unknown' },
        'outbox sweep failed',
      );
    }
    await delay(sweepEveryMs, undefined, { signal }).catch(() => {});
  }
}
