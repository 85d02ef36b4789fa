import { Client, Connection } from '@temporalio/client';
import type { Logger } from 'pino';
import { recordsToPublish } from '../dns/records.ts';
import { mayUsePlainText } from '../mail/endpoint.ts';
import { providerPresets } from '../mail/providers.ts';
import { openSharedClock, realClock } from '../store/clock.ts';
import { openStore } from '../store/connection.ts';
import { openKeyring } from '../store/keys.ts';
import { dispatchOutbox, type WorkflowMessage } from '../store/outbox.ts';
import type { ApiSettings } from '../store/settings.ts';
import { temporalConnection } from '../temporal-config/connection.ts';
import { deliverToTemporal } from '../temporal-config/workflow-starter.ts';
import type { Context } from './context.ts';

/** How long a call to Temporal may take, real time. */
const temporalTimeoutMs = 2_000;

export interface OpenContext extends Context {
  close(): Promise<void>;
}

/** Wires the API to its parts. Temporal may be away: what the API writes for it waits in the outbox. */
export async function openContext(settings: ApiSettings, log: Logger): Promise<OpenContext> {
  const store = openStore({ databaseUrl: settings.database.url, platformUrl: settings.database.platformUrl });
  const shared = settings.clockSpeed === 1 ? null : await openSharedClock(store);
  const { connectionOptions, namespace } = temporalConnection(settings.temporal);
  // No retries of the client's own: an answer doesn't wait for them, and the outbox has better ones.
  const connection = Connection.lazy({ ...connectionOptions, interceptors: [] });
  const client = new Client({ connection, namespace });
  return {
    store,
    clock: shared ?? realClock(),
    keyring: openKeyring(settings.keys),
    presets: providerPresets,
    mayUsePlainText,
    recordsToPublish: ({ name, dkimSelector, spfInclude }) =>
      recordsToPublish({
        domain: name,
        spfInclude,
        dkim: { selector: dkimSelector },
        // Every domain with mail has this mailbox (RFC 2142 section 5).
        reportAddress: `postmaster@${name}`,
      }),
    dispatch: async (ids) => {
      const deliver = (message: WorkflowMessage) => deliverToTemporal(client, message);
      await connection.withDeadline(Date.now() + temporalTimeoutMs, () =>
        dispatchOutbox(store, deliver, { ids, limit: ids.length }),
      );
    },
    workflowUrl: (workflowId) =>
      settings.temporalUiUrl &&
      `${settings.temporalUiUrl}/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(workflowId)}`,
    readiness: {
      postgres: () => store.ping(),
      temporal: () =>
        connection.withDeadline(Date.now() + temporalTimeoutMs, () =>
          connection.workflowService.getSystemInfo({}),
        ),
    },
    publicUrl: settings.publicUrl,
    log,
    async close() {
      await shared?.close();
      await connection.close();
      await store.close();
    },
  };
}
