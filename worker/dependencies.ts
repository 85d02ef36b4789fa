import { readFileSync } from 'node:fs';
import type { Logger } from 'pino';
import { submissionLimits, type Dependencies } from '../activities/dependencies.ts';
import { createResolver } from '../dns/resolver.ts';
import { openImapSession } from '../mail/imap.ts';
import { openSmtpSession } from '../mail/smtp.ts';
import { openSharedClock, realClock } from '../store/clock.ts';
import { openStore } from '../store/connection.ts';
import { openKeyring } from '../store/keys.ts';
import type { WorkerSettings } from '../store/settings.ts';
import type { TaskQueue } from '../temporal-config/task-queues.ts';

/** What a test's worker puts in place of the defaults: to be ended at a point of a submission, and not to wait long for a lease. */
export type WorkerHooks = Partial<Pick<Dependencies, 'reached' | 'submissionLimits'>>;

export interface OpenDependencies extends Dependencies {
  close(): Promise<void>;
}

/** Wires the real parts together, by the settings alone. */
export async function openDependencies(
  settings: WorkerSettings<TaskQueue>,
  { logger, ...hooks }: { readonly logger: Logger } & WorkerHooks,
): Promise<OpenDependencies> {
  const store = openStore({ databaseUrl: settings.database.url, platformUrl: settings.database.platformUrl });
  const shared = settings.clockSpeed === 1 ? null : await openSharedClock(store);
  logger.info({ clockSpeed: settings.clockSpeed }, 'clock opened');
  return {
    store,
    clock: shared ?? realClock(),
    keyring: openKeyring(settings.keys),
    resolver: createResolver({ servers: settings.dnsServers }),
    openSmtp: openSmtpSession,
    openImap: openImapSession,
    mailAuthority: settings.mailAuthorityFile ? readFileSync(settings.mailAuthorityFile, 'utf8') : undefined,
    submissionLimits,
    reached: () => {},
    ...hooks,
    async close() {
      await shared?.close();
      await store.close();
    },
  };
}
