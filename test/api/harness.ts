import { randomBytes } from 'node:crypto';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { createApp } from '../../api/app.ts';
import type { Context } from '../../api/context.ts';
import type { Problem } from '../../api/problem.ts';
import { listen } from '../../api/serve.ts';
import { recordsToPublish } from '../../dns/records.ts';
import { mayUsePlainText } from '../../mail/endpoint.ts';
import { providerPresets } from '../../mail/providers.ts';
import { ensurePlatformKey, newApiKeySecret } from '../../store/api-keys.ts';
import { openStore, type Store } from '../../store/connection.ts';
import { openKeyring } from '../../store/keys.ts';
import { createTestDatabase } from '../store/database.ts';
import { assertDocumented } from './conformance.ts';

/** An answer that the OpenAPI document allows, which is checked before anybody sees it. */
export interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export interface Call {
  readonly key?: string | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Harness {
  readonly url: string;
  readonly store: Store;
  readonly context: Context;
  readonly ownerUrl: string;
  readonly platformKey: string;
  /** Outbox rows that the API asked to be dispatched. */
  readonly dispatched: string[];
  /** Everything that was logged, and every answer's text. */
  readonly logged: string[];
  readonly answered: string[];
  /** Business time; tests move it. */
  readonly time: { now: Date };
  call<Body = Problem>(method: string, path: string, call?: Call): Promise<Answer<Body>>;
  close(): Promise<void>;
}

/** The real app on a port, over a real database; Temporal alone is a list of what was to be delivered. */
export async function openHarness(overrides: Partial<Context> = {}): Promise<Harness> {
  const database = await createTestDatabase();
  const store = openStore({
    databaseUrl: database.databaseUrl,
    platformUrl: database.platformUrl,
    poolSize: 4,
  });
  const platformKey = newApiKeySecret();
  await store.forPlatform((tx) => ensurePlatformKey(tx, platformKey, new Date()));
  const dispatched: string[] = [];
  const logged: string[] = [];
  const answered: string[] = [];
  const time = { now: new Date('2026-03-02T09:00:00Z') };
  const context: Context = {
    store,
    clock: {
      now: () => time.now,
      waitMs: (until) => Math.max(0, until.getTime() - time.now.getTime()),
      speed: 1,
    },
    keyring: openKeyring({ sealing: key('seal'), lookup: key('look') }),
    presets: providerPresets,
    mayUsePlainText,
    recordsToPublish: ({ name, dkimSelector, spfInclude }) =>
      recordsToPublish({
        domain: name,
        spfInclude,
        dkim: { selector: dkimSelector },
        reportAddress: `postmaster@${name}`,
      }),
    dispatch: async (ids) => void dispatched.push(...ids),
    workflowUrl: (workflowId) => `http://temporal.test/workflows/${encodeURIComponent(workflowId)}`,
    readiness: { postgres: () => store.ping(), temporal: async () => undefined },
    publicUrl: 'http://127.0.0.1',
    log: pino({ level: 'trace' }, collectLines(logged)),
    ...overrides,
  };
  const server = await listen(createApp(context), { host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${server.port}`;
  return {
    url,
    store,
    context,
    ownerUrl: database.ownerUrl,
    platformKey,
    dispatched,
    logged,
    answered,
    time,
    async call<Body>(method: string, path: string, { key: bearer, body, headers = {} }: Call = {}) {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: {
          ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      answered.push(text);
      const parsed: unknown = JSON.parse(text);
      assertDocumented(method, path, response.status, response.headers.get('content-type') ?? '', parsed);
      return { status: response.status, headers: response.headers, body: parsed as Body };
    },
    async close() {
      await server.close(1_000);
      await store.close();
      await database.drop();
    },
  };
}

function key(id: string): string {
  return `${id}:${randomBytes(32).toString('base64')}`;
}

function collectLines(lines: string[]): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
}
