import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPostgres, type Postgres } from '../../local/postgres.ts';
import { openStore, type Store } from '../../store/connection.ts';
import { migrate } from '../../store/migrate.ts';
import { beginSubmission, markHandingOver } from '../../store/sends.ts';
import { ledgerOf, type Ledger } from './ledger.ts';
import { accepted } from './outcomes.ts';
import { leaveOpen } from './transactions.ts';
import { allowed, createWorld, noon, type World } from './world.ts';

/** A PostgreSQL of its own, which is killed with SIGKILL and started again. */

let dataDir: string;
let postgres: Postgres;
let store: Store;
let world: World;
let ledger: Ledger;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'samovar-killed-postgres-'));
  postgres = await startPostgres({ dataDir, durable: false });
  const databaseUrl = postgres.url('samovar', 'app', 'secret');
  const platformUrl = postgres.url('samovar', 'platform', 'secret');
  await migrate({ ownerUrl: postgres.url('samovar'), databaseUrl, platformUrl });
  store = openStore({ databaseUrl, platformUrl });
  world = await createWorld(store);
  ledger = ledgerOf(world);
});

afterAll(async () => {
  await store.close();
  await postgres.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function killAndRestart(): Promise<void> {
  const { port } = postgres;
  await postgres.kill();
  await expect(store.ping()).rejects.toMatchObject({ code: 'database-unavailable' });
  postgres = await startPostgres({ dataDir, port, durable: false });
}

test('a store outlives its database: every call says that it is away, and the next connects again', async () => {
  await store.ping();
  await killAndRestart();
  await store.ping();
  expect(await world.tx((tx) => tx.selectFrom('tenant').select('name').execute())).toEqual([
    { name: 'Acme' },
  ]);
});

test('killed before a submission is committed, it has not begun', async () => {
  const sendId = await world.reserve();
  const beginning = await leaveOpen(world.tx, (tx) =>
    beginSubmission(tx, { sendId, now: noon, leaseMs: 60_000, evaluate: () => allowed }),
  );
  expect(beginning.result).toMatchObject({ kind: 'begun' });
  await killAndRestart();
  await expect(beginning.commit()).rejects.toMatchObject({ code: 'database-unavailable' });
  expect(await ledger.stateOf(sendId)).toMatchObject({ state: 'reserved', attempt: 0 });
  expect(await ledger.begin(sendId)).toMatchObject({ kind: 'begun', attempt: 1 });
});

test('killed before a hand-over is committed, nothing may be handed over, and the attempt may try again', async () => {
  const sendId = await world.reserve();
  await ledger.begin(sendId);
  const handingOver = await leaveOpen(world.tx, (tx) => markHandingOver(tx, { sendId, attempt: 1 }));
  await killAndRestart();
  await expect(handingOver.commit()).rejects.toMatchObject({ code: 'database-unavailable' });
  expect(await ledger.stateOf(sendId)).toMatchObject({ state: 'submitting' });
  expect(await ledger.handOver(sendId, 1)).toBe(true);
});

test('killed while a message is handed over, the outcome is recorded when the database is back', async () => {
  const sendId = await world.reserve();
  await ledger.begin(sendId);
  await ledger.handOver(sendId, 1);
  await postgres.kill();
  await expect(ledger.record(sendId, 1, accepted)).rejects.toMatchObject({ code: 'database-unavailable' });
  postgres = await startPostgres({ dataDir, port: postgres.port, durable: false });
  expect(await ledger.record(sendId, 1, accepted)).toEqual({ state: 'accepted', changed: true });
});
