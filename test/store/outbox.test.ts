import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openStore, type Store } from '../../store/connection.ts';
import { dispatchOutbox, enqueue, type WorkflowMessage } from '../../store/outbox.ts';
import { administer, createTestDatabase, type TestDatabase } from './database.ts';
import { createWorld, type World } from './world.ts';

let database: TestDatabase;
let store: Store;
let world: World;
let delivered: WorkflowMessage[];
const everything = { limit: 1_000 };

const deliver = async (message: WorkflowMessage): Promise<string> => {
  delivered.push(message);
  return 'delivered';
};

beforeAll(async () => {
  database = await createTestDatabase();
  store = openStore(database);
});

beforeEach(async () => {
  await administer(database.ownerUrl, (client) => client.query('delete from outbox'));
  world = await createWorld(store);
  delivered = [];
});

afterAll(async () => {
  await store.close();
  await database.drop();
});

async function write(workflowId: string, signal: string | null = null): Promise<string> {
  const kind = signal === null ? 'start' : 'signal';
  const { tenantId } = world;
  const input = { ids: [tenantId] };
  return world.tx((tx) =>
    enqueue(tx, { tenantId, kind, workflowType: 'mailboxWarmup', workflowId, signal, input }),
  );
}

const signals = () => delivered.map(({ signal }) => signal);

test('a message that is committed is delivered, once', async () => {
  await write('warmup:1');
  expect(await dispatchOutbox(store, deliver, everything)).toEqual({ delivered: 1, failed: 0 });
  expect(await dispatchOutbox(store, deliver, everything)).toEqual({ delivered: 0, failed: 0 });
  expect(delivered).toEqual([
    {
      kind: 'start',
      workflowType: 'mailboxWarmup',
      workflowId: 'warmup:1',
      signal: null,
      input: { ids: [world.tenantId] },
    },
  ]);
});

test('a message whose transaction is rolled back never goes out', async () => {
  const change = world.tx(async (tx) => {
    const message = {
      kind: 'start',
      workflowType: 'mailboxWarmup',
      workflowId: 'warmup:1',
      signal: null,
    } as const;
    await enqueue(tx, { ...message, tenantId: world.tenantId, input: {} });
    throw new Error('something else failed');
  });
  await expect(change).rejects.toThrow('something else failed');
  expect(await dispatchOutbox(store, deliver, everything)).toEqual({ delivered: 0, failed: 0 });
});

test('a writer delivers its own rows', async () => {
  await write('warmup:1');
  const id = await write('warmup:2');
  await dispatchOutbox(store, deliver, { ids: [id], limit: 10 });
  expect(delivered.map(({ workflowId }) => workflowId)).toEqual(['warmup:2']);
});

test('each workflow gets its messages in their order', async () => {
  const names = Array.from({ length: 12 }, (_, index) => `signal-${index}`);
  for (const name of names) await write('warmup:1', name);
  await Promise.all([dispatchOutbox(store, deliver, everything), dispatchOutbox(store, deliver, everything)]);
  await dispatchOutbox(store, deliver, everything);
  expect(signals()).toEqual(names);
});

test('of many sweeps at once, one delivers each message', async () => {
  for (let index = 0; index < 60; index++) await write(`warmup:${index}`);
  await Promise.all(Array.from({ length: 6 }, () => dispatchOutbox(store, deliver, everything)));
  expect(new Set(delivered.map(({ workflowId }) => workflowId)).size).toBe(60);
  expect(delivered).toHaveLength(60);
});

test('a failure is kept as a code, holds back its own workflow only, and is tried again later', async () => {
  await write('warmup:1', 'first');
  await write('warmup:1', 'second');
  await write('warmup:2', 'other');
  const failing = async (message: WorkflowMessage) =>
    message.signal === 'first' ? 'temporal-unavailable' : deliver(message);
  expect(await dispatchOutbox(store, failing, everything)).toEqual({ delivered: 1, failed: 1 });
  expect(await dispatchOutbox(store, deliver, everything)).toEqual({ delivered: 0, failed: 0 });
  expect(signals()).toEqual(['other']);
  const [row] = await store.forPlatform((tx) =>
    tx.selectFrom('outbox').selectAll().where('signal', '=', 'first').execute(),
  );
  expect(row).toMatchObject({ attempts: 1, failureCode: 'temporal-unavailable', dispatchedAt: null });
  await letTimePass();
  await dispatchOutbox(store, deliver, everything);
  expect(signals()).toEqual(['other', 'first', 'second']);
});

test('a delivery that throws is told to the sweep, and puts the others on record', async () => {
  await write('warmup:1', 'poison');
  await write('warmup:2', 'other');
  const throwing = async (message: WorkflowMessage) => {
    if (message.signal === 'poison') throw new TypeError('no start policy');
    return deliver(message);
  };
  await expect(dispatchOutbox(store, throwing, everything)).rejects.toThrow('no start policy');
  expect(signals()).toEqual(['other']);
  await letTimePass();
  await dispatchOutbox(store, deliver, everything);
  expect(signals()).toEqual(['other', 'poison']);
});

test('a message whose deliverer dies is delivered after its lease, and its late record changes nothing', async () => {
  await write('warmup:1', 'once');
  const isDelivering = Promise.withResolvers<void>();
  const mayAnswer = Promise.withResolvers<string>();
  const dying = dispatchOutbox(
    store,
    () => {
      isDelivering.resolve();
      return mayAnswer.promise;
    },
    everything,
  );
  await isDelivering.promise;
  expect(await dispatchOutbox(store, deliver, everything)).toEqual({ delivered: 0, failed: 0 });
  await letTimePass();
  expect(await dispatchOutbox(store, deliver, everything)).toEqual({ delivered: 1, failed: 0 });
  mayAnswer.resolve('temporal-unavailable');
  await dying;
  const [row] = await store.forPlatform((tx) => tx.selectFrom('outbox').selectAll().execute());
  expect(row).toMatchObject({ attempts: 2, failureCode: null, dispatchedAt: expect.any(Date) as Date });
});

test('a sweep keeps to its limit', async () => {
  for (let index = 0; index < 30; index++) await write(`warmup:${index}`);
  expect(await dispatchOutbox(store, deliver, { limit: 25 })).toEqual({ delivered: 25, failed: 0 });
});

/** Ends all leases and back-offs, as if their time had passed. */
async function letTimePass(): Promise<void> {
  await administer(database.ownerUrl, (client) =>
    client.query(
      `update outbox set next_attempt_at = clock_timestamp() - interval '1 second' where dispatched_at is null`,
    ),
  );
}
