import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openStore, type Store } from '../../store/connection.ts';
import {
  cancelSend,
  markHandingOver,
  recordOutcome,
  releaseExpired,
  settleUnknown,
} from '../../store/sends.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { ledgerOf, type Ledger } from './ledger.ts';
import { accepted, greylisted, noAnswer, unknownUser, unreachable } from './outcomes.ts';
import { endLease, leaveOpen, untilLeaseIsOver, untilSomebodyWaits } from './transactions.ts';
import { createWorld, noon, type World } from './world.ts';

/** Two processes at one send, one of them stopped between two lines; each on a connection of its own. */

let database: TestDatabase;
let store: Store;
let world: World;
let ledger: Ledger;
let sendId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  store = openStore(database);
});

beforeEach(async () => {
  world = await createWorld(store);
  ledger = ledgerOf(world);
  sendId = await world.reserve();
});

afterAll(async () => {
  await store.close();
  await database.drop();
});

test('of many workers that begin the same send at once, one gets it', async () => {
  const begun = await Promise.all(Array.from({ length: 8 }, () => ledger.begin(sendId)));
  expect(begun.filter(({ kind }) => kind === 'begun')).toHaveLength(1);
  expect(begun.filter(({ kind }) => kind === 'busy')).toHaveLength(7);
  expect(await ledger.places()).toEqual({ reserved: 0, used: 1 });
});

test('of two attempts at a dead one, one takes over', async () => {
  await ledger.begin(sendId, { leaseMs: -1_000 });
  const begun = await Promise.all([ledger.begin(sendId), ledger.begin(sendId)]);
  expect(begun.map(({ kind }) => kind).sort()).toEqual(['begun', 'busy']);
  expect(await ledger.stateOf(sendId)).toMatchObject({ attempt: 2 });
});

test('an old attempt that still talks may not hand over once its lease is over', async () => {
  await ledger.begin(sendId);
  await endLease(world, sendId);
  expect(await ledger.handOver(sendId, 1)).toBe(false);
});

test('an old attempt that still talks may not hand over once another has begun', async () => {
  await ledger.begin(sendId, { leaseMs: -1_000 });
  await ledger.begin(sendId);
  expect(await ledger.handOver(sendId, 1)).toBe(false);
  expect(await ledger.record(sendId, 1, unreachable)).toEqual({ state: 'submitting', changed: false });
  expect(await ledger.record(sendId, 1, unknownUser)).toEqual({ state: 'submitting', changed: false });
  expect(await ledger.handOver(sendId, 2)).toBe(true);
});

test('a sweep that meets a hand-over in the last moment of its lease does not take the send back', async () => {
  await ledger.begin(sendId, { leaseMs: 1_000 });
  const handingOver = await leaveOpen(world.tx, (tx) => markHandingOver(tx, { sendId, attempt: 1 }));
  expect(handingOver.result).toBe(true);
  await untilLeaseIsOver(world, sendId);
  // It has read `submitting` with a lease that is over, and waits for the row.
  const sweep = world.tx((tx) => releaseExpired(tx, world.mailboxId, noon));
  await untilSomebodyWaits(database.ownerUrl);
  await handingOver.commit();
  await sweep;
  expect(await ledger.stateOf(sendId)).toMatchObject({ state: 'handing-over' });
  expect(await ledger.begin(sendId)).toEqual({ kind: 'terminal', state: 'unknown' });
});

test('a cancellation that comes first stops the hand-over', async () => {
  await ledger.begin(sendId);
  const cancelling = await leaveOpen(world.tx, (tx) =>
    cancelSend(tx, { sendId, reason: 'suppressed', now: noon }),
  );
  const handOver = ledger.handOver(sendId, 1);
  await untilSomebodyWaits(database.ownerUrl);
  await cancelling.commit();
  expect(await handOver).toBe(false);
  expect(await ledger.stateOf(sendId)).toMatchObject({ state: 'cancelled' });
});

test('a cancellation that comes second finds the message on its way', async () => {
  await ledger.begin(sendId);
  const handingOver = await leaveOpen(world.tx, (tx) => markHandingOver(tx, { sendId, attempt: 1 }));
  const cancellation = ledger.cancel(sendId);
  await untilSomebodyWaits(database.ownerUrl);
  await handingOver.commit();
  expect(await cancellation).toBe('handing-over');
});

test('the outcome of an attempt that took too long settles the unknown that it became', async () => {
  for (const [outcome, state] of [
    [accepted, 'accepted'],
    [unknownUser, 'rejected'],
    [greylisted, 'reserved'],
    [unreachable, 'reserved'],
  ] as const) {
    const id = await world.reserve();
    await ledger.begin(id);
    await ledger.handOver(id, 1);
    await endLease(world, id);
    await ledger.begin(id);
    expect(await ledger.stateOf(id)).toMatchObject({ state: 'unknown' });
    expect(await ledger.record(id, 1, outcome)).toEqual({ state, changed: true });
  }
});

test('a late outcome changes nothing that evidence has settled', async () => {
  await ledger.submit(sendId, noAnswer);
  await world.tx((tx) =>
    settleUnknown(tx, { sendId, as: 'accepted', evidence: 'partner-mailbox', now: noon }),
  );
  for (const outcome of [unreachable, greylisted, unknownUser, noAnswer]) {
    expect(await ledger.record(sendId, 1, outcome)).toEqual({ state: 'accepted', changed: false });
  }
});

test('of an outcome and evidence that come at once, both say what is so', async () => {
  await ledger.begin(sendId);
  await ledger.handOver(sendId, 1);
  await endLease(world, sendId);
  const recording = await leaveOpen(world.tx, (tx) =>
    recordOutcome(tx, { sendId, attempt: 1, outcome: accepted, now: noon }),
  );
  const settling = world.tx((tx) =>
    settleUnknown(tx, { sendId, as: 'accepted', evidence: 'partner-mailbox', now: noon }),
  );
  await untilSomebodyWaits(database.ownerUrl);
  await recording.commit();
  expect(await settling).toBe(false);
  expect(await ledger.stateOf(sendId)).toMatchObject({ state: 'accepted', replyCode: 250 });
});

test('a hand-over whose commit was not heard of is taken back by the attempt that hung up', async () => {
  await ledger.begin(sendId);
  await ledger.handOver(sendId, 1); // committed, but the answer was lost: the attempt ends the connection
  expect(await ledger.record(sendId, 1, { ...unreachable, phase: 'fence', cause: 'fence' })).toEqual({
    state: 'reserved',
    changed: true,
  });
  expect(await ledger.places()).toEqual({ reserved: 1, used: 0 });
});
