import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openStore, type Store } from '../../store/connection.ts';
import { findByMessageIds, releaseExpired } from '../../store/sends.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { ledgerOf, type Ledger } from './ledger.ts';
import { accepted, greylisted, unknownUser, unreachable } from './outcomes.ts';
import { endLease } from './transactions.ts';
import { createWorld, noon, type World } from './world.ts';

let database: TestDatabase;
let store: Store;
let world: World;
let ledger: Ledger;

beforeAll(async () => {
  database = await createTestDatabase();
  store = openStore(database);
});

beforeEach(async () => {
  world = await createWorld(store);
  ledger = ledgerOf(world);
});

afterAll(async () => {
  await store.close();
  await database.drop();
});

describe('an outcome', () => {
  test('accepted: final, with the codes and the id on the wire', async () => {
    const sendId = await world.reserve();
    const outcome = { ...accepted, wireMessageId: '<other@provider.test>' };
    expect(await ledger.submit(sendId, outcome)).toEqual({ state: 'accepted', changed: true });
    expect(await ledger.stateOf(sendId)).toMatchObject({
      replyCode: 250,
      enhancedCode: '2.0.0',
      outcomeAt: noon,
    });
    const ids = ['<other@provider.test>', `<${sendId}@acme.test>`];
    for (const id of ids) {
      expect(await world.tx((tx) => findByMessageIds(tx, [id]))).toMatchObject([{ id: sendId }]);
    }
    expect(await ledger.places()).toEqual({ reserved: 0, used: 1 });
  });

  test('rejected for good: final, and its place in the caps is free again', async () => {
    const sendId = await world.reserve();
    expect(await ledger.submit(sendId, unknownUser)).toEqual({ state: 'rejected', changed: true });
    expect(await ledger.stateOf(sendId)).toMatchObject({
      phase: 'rcpt',
      replyCode: 550,
      enhancedCode: '5.1.1',
    });
    expect(await ledger.places()).toEqual({ reserved: 0, used: 0 });
  });

  test.each([
    ['a transient refusal', greylisted],
    ['no connection', unreachable],
  ] as const)('%s: reserved again, and the next attempt may begin', async (_, outcome) => {
    const sendId = await world.reserve();
    expect(await ledger.submit(sendId, outcome)).toEqual({ state: 'reserved', changed: true });
    expect(await ledger.places()).toEqual({ reserved: 1, used: 0 });
    expect(await ledger.begin(sendId)).toMatchObject({ kind: 'begun', attempt: 2 });
  });

  test('is recorded once, however often it is reported', async () => {
    const sendId = await world.reserve();
    await ledger.submit(sendId, accepted);
    expect(await ledger.record(sendId, 1, accepted)).toEqual({ state: 'accepted', changed: false });
    expect(await ledger.record(sendId, 1, unknownUser)).toEqual({ state: 'accepted', changed: false });
    expect(await ledger.kindsOfEvents(sendId)).toEqual(['accepted']);
    expect(await ledger.places()).toEqual({ reserved: 0, used: 1 });
  });

  test('holds no text of a server and no address', async () => {
    const sendId = await world.reserve();
    await ledger.submit(sendId, unknownUser);
    const events = await world.tx((tx) => tx.selectFrom('sendEvent').select(['kind', 'detail']).execute());
    expect(events).toEqual([{ kind: 'rejected', detail: unknownUser }]);
  });
});

describe('cancelling', () => {
  test('ends what is reserved or submitting, and frees its place', async () => {
    for (const isBegun of [false, true]) {
      const sendId = await world.reserve();
      if (isBegun) await ledger.begin(sendId);
      expect(await ledger.cancel(sendId)).toBe('cancelled');
      expect(await ledger.handOver(sendId, 1)).toBe(false);
      expect(await ledger.begin(sendId)).toEqual({ kind: 'terminal', state: 'cancelled' });
      expect(await ledger.cancel(sendId)).toBe('cancelled');
    }
    expect(await ledger.places()).toEqual({ reserved: 0, used: 0 });
  });

  test('is too late once the message is being handed over', async () => {
    const sendId = await world.reserve();
    await ledger.begin(sendId);
    await ledger.handOver(sendId, 1);
    expect(await ledger.cancel(sendId)).toBe('handing-over');
    await ledger.record(sendId, 1, accepted);
    expect(await ledger.cancel(sendId)).toBe('accepted');
  });
});

test('a mailbox gets back what dead attempts held, and no more', async () => {
  const [submitting, handingOver, alive] = [
    await world.reserve(),
    await world.reserve(),
    await world.reserve(),
  ];
  for (const sendId of [submitting, handingOver, alive]) await ledger.begin(sendId);
  await ledger.handOver(handingOver, 1);
  for (const sendId of [submitting, handingOver]) await endLease(world, sendId);
  await world.tx((tx) => releaseExpired(tx, world.mailboxId, noon));
  expect(await ledger.stateOf(submitting)).toMatchObject({ state: 'reserved' });
  expect(await ledger.stateOf(handingOver)).toMatchObject({ state: 'unknown' });
  expect(await ledger.stateOf(alive)).toMatchObject({ state: 'submitting' });
});
