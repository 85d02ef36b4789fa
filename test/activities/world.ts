import { randomBytes } from 'node:crypto';
import { MockActivityEnvironment } from '@temporalio/testing';
import { v7 as uuidv7 } from 'uuid';
import { submissionLimits, type Dependencies } from '../../activities/dependencies.ts';
import { createResolver } from '../../dns/resolver.ts';
import { connectMailControl, type MailControl } from '../../local/mail/control-client.ts';
import { startMailServer } from '../../local/mail/server.ts';
import { openImapSession } from '../../mail/imap.ts';
import { openSmtpSession } from '../../mail/smtp.ts';
import { openStore } from '../../store/connection.ts';
import type { Clock } from '../../store/clock.ts';
import { openKeyring, type KeySettings } from '../../store/keys.ts';
import { createTestDatabase, type TestDatabase } from '../store/database.ts';

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

export interface TestMailbox {
  readonly id: string;
  readonly domainId: string;
  readonly address: string;
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
  /** Runs an activity's function as Temporal would. */
  run<T>(activity: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface WorldOptions {
  readonly start: string;
  /** Domains of one mailbox each; their authentication has passed for two days unless said otherwise. */
  readonly domains: number;
  readonly authentication?: 'pass' | 'unknown';
  readonly stage?: 'checking' | 'warming';
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
  const tenantId = uuidv7();
  const mailboxes: TestMailbox[] = [];
  await store.forTenant(tenantId, async (tx) => {
    const createdAt = clock.now();
    await tx
      .insertInto('tenant')
      .values({ id: tenantId, name: 'Acme', timeZone: 'UTC', language: 'en', createdAt })
      .execute();
    for (let index = 0; index < options.domains; index++) {
      const [domainId, id] = [uuidv7(), uuidv7()];
      const name = `acme-${index + 1}.test`;
      const address = `anna@${name}`;
      const hasPassed = (options.authentication ?? 'pass') === 'pass';
      await tx
        .insertInto('sendingDomain')
        .values({
          id: domainId,
          tenantId,
          name: `${domainId}.${name}`,
          dkimSelector: 's1',
          createdAt,
          ...(hasPassed
            ? {
                authentication: 'pass',
                authenticatedSince: new Date(createdAt.getTime() - 2 * 86_400_000),
                authenticatedAt: createdAt,
                // Far ahead: DNS has tests of its own.
                checkedAt: new Date(createdAt.getTime() + 365 * 86_400_000),
              }
            : {}),
        })
        .execute();
      const endpoint = { host: '127.0.0.1', security: 'none' } as const;
      await tx
        .insertInto('mailbox')
        .values({
          id,
          tenantId,
          domainId,
          address,
          addressLookup: keyring.lookup(address),
          senderName: 'Anna Weber',
          language: 'en',
          timeZone: 'UTC',
          preset: 'local',
          smtpHost: endpoint.host,
          smtpPort: server.ports.smtp,
          smtpSecurity: endpoint.security,
          imapHost: endpoint.host,
          imapPort: server.ports.imap,
          imapSecurity: endpoint.security,
          username: address,
          authKind: 'password',
          sealedSecret: keyring.seal(password, { tenantId, rowId: id, column: 'mailbox.sealed_secret' }),
          createdAt,
        })
        .execute();
      await tx
        .insertInto('warmup')
        .values({
          mailboxId: id,
          tenantId,
          preset: 'default',
          overrides: '{}',
          stage: options.stage ?? 'warming',
          startedAt: createdAt,
        })
        .execute();
      mailboxes.push({ id, domainId, address });
    }
  });
  for (const { address } of mailboxes) await mail.addMailbox({ address, password });
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
  return {
    dependencies,
    clock,
    mail,
    database,
    keys,
    tenantId,
    mailboxes,
    run: (activity) => new MockActivityEnvironment().run(activity),
    async close() {
      await store.close();
      await server.stop();
      await database.drop();
    },
  };
}
