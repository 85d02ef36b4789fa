import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startPostgres } from '../../local/postgres.ts';
import { migrate } from '../../store/migrate.ts';

export interface TestDatabase {
  /** The superuser, who sees past row-level security: for a test's own looks. */
  readonly ownerUrl: string;
  readonly databaseUrl: string;
  readonly platformUrl: string;
  drop(): Promise<void>;
}

/**
 * A migrated, empty database of the test's own, in the PostgreSQL that the test run shares (SAMOVAR_TEST_POSTGRES);
 * where none is shared, in one that ends with this process. A copy of a template: some 50 ms.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = process.env['SAMOVAR_TEST_POSTGRES'] ?? (await ownServer());
  const template = await templateOf(server);
  const name = `samovar_test_${randomUUID()}`;
  await administer(server, (client) => client.query(`CREATE DATABASE "${name}" TEMPLATE "${template}"`));
  return {
    ownerUrl: urlOf(server, name),
    databaseUrl: urlOf(server, name, users.app),
    platformUrl: urlOf(server, name, users.platform),
    drop: () => administer(server, (client) => client.query(`DROP DATABASE "${name}" WITH (FORCE)`)),
  };
}

/** Runs `work` on a connection of its own, past the store: to the database and as the user of the URL. */
export async function administer(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

const users = { app: 'samovar_test_app', platform: 'samovar_test_platform' };
const password = 'of-no-use-elsewhere';

function urlOf(server: string, database: string, user?: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  if (user !== undefined) [url.username, url.password] = [user, password];
  return url.href;
}

/** One migrated template for each process: others may be testing another state of the migrations on the same server. */
let template: Promise<string> | undefined;

function templateOf(server: string): Promise<string> {
  const name = `samovar_template_${randomUUID()}`;
  template ??= migrate({
    ownerUrl: urlOf(server, name),
    databaseUrl: urlOf(server, name, users.app),
    platformUrl: urlOf(server, name, users.platform),
  }).then(() => name);
  return template;
}

let server: Promise<string> | undefined;

function ownServer(): Promise<string> {
  server ??= (async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'samovar-test-postgres-'));
    const postgres = await startPostgres({ dataDir, durable: false });
    process.once(
      'beforeExit',
      () => void postgres.stop().then(() => rmSync(dataDir, { recursive: true, force: true })),
    );
    return postgres.url('postgres');
  })();
  return server;
}
