import { randomBytes } from 'node:crypto';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { pino } from 'pino';
import { submissionLimits, type Dependencies } from '../../activities/dependencies.ts';
import { stripFailures } from '../../activities/failures.ts';
import { createResolver } from '../../dns/resolver.ts';
import { connectMailControl, type MailControl } from '../../local/mail/control-client.ts';
import { startMailServer } from '../../local/mail/server.ts';
import { openImapSession } from '../../mail/imap.ts';
import { openSmtpSession } from '../../mail/smtp.ts';
import { openStore, type Tx } from '../../store/connection.ts';
import type { Clock } from '../../store/clock.ts';
import { openKeyring, type KeySettings } from '../../store/keys.ts';
import { createTestDatabase, type TestDatabase } from '../store/database.ts';
import { createFleet, type FleetOptions, type TestMailbox } from './fleet.ts';

export type { TestMailbox } from './fleet.ts';

/** A clock that stands still until a test moves it. */
export interface TestClock extends Clock {
  set(at: Date | string): void;
  advance(ms: number): void;
}

export function testClock(start: string): TestClock {
  let at = new Date(start).getTime();
  return {
    now: () => new Date(at),
    waitMs: (until) => Math.max(0, until.getTime() - at),
    speed: 1,
    set: (to) => (at = new Date(to).getTime()),
    advance: (ms) => (at += ms),
  };
}

/** One tenant's mailboxes on a real mail server and a real database, and everything that activities touch. */
export interface ActivityWorld {
  readonly dependencies: Dependencies;
  readonly clock: TestClock;
  readonly mail: MailControl;
  readonly database: TestDatabase;
  readonly keys: KeySettings;
  readonly tenantId: string;
  readonly mailboxes: readonly TestMailbox[];
  /** Runs an activity's function as a worker would: what it throws is stripped. */
  run<T>(activity: () => Promise<T>): Promise<T>;
  /** Runs `work` as the tenant. */
  tx<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface WorldOptions extends FleetOptions {
  readonly start: string;
  /** The mail server files what is submitted into Sent by itself. */
  readonly filesSentMail?: boolean;
  readonly change?: Partial<Dependencies>;
}

const password = 'secret';

export async function createActivityWorld(options: WorldOptions): Promise<ActivityWorld> {
  const database = await createTestDatabase();
  const server = await startMailServer();
  const mail = connectMailControl(server.ports.control);
  const keys = {
    sealing: `k1:${randomBytes(32).toString('base64')}`,
    lookup: `k1:${randomBytes(32).toString('base64')}`,
  };
  const keyring = openKeyring(keys);
  const store = openStore(database);
  const clock = testClock(options.start);
  const { tenantId, mailboxes } = await createFleet(options, {
    store,
    keyring,
    createdAt: clock.now(),
    ports: server.ports,
    password,
  });
  const { filesSentMail = false } = options;
  for (const { address } of mailboxes)
    await mail.addMailbox({ address, password, options: { filesSentMail } });
  const dependencies: Dependencies = {
    store,
    clock,
    keyring,
    resolver: createResolver({ servers: ['127.0.0.1:1'], timeoutMs: 100 }),
    openSmtp: openSmtpSession,
    openImap: openImapSession,
    mailAuthority: undefined,
    submissionLimits,
    reached: () => {},
    ...options.change,
  };
  const environment = {
    interceptors: [() => ({ inbound: stripFailures(pino({ level: 'silent' })) })],
    logger: new DefaultLogger('ERROR'),
  };
  return {
    dependencies,
    clock,
    mail,
    database,
    keys,
    tenantId,
    mailboxes,
    run: (activity) => new MockActivityEnvironment({}, environment).run(activity),
    tx: (work) => store.forTenant(tenantId, work),
    async close() {
      await store.close();
      await server.stop();
      await database.drop();
    },
  };
}
