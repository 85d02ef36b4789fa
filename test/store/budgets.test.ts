import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { fitsRollingCap } from '../../policy/budgets.ts';
import { bucketsFor, countPeopleMail } from '../../store/budgets.ts';
import { openStore, type Store } from '../../store/connection.ts';
import type { SendFacts } from '../../store/sends.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { ledgerOf, type Ledger } from './ledger.ts';
import { accepted, noAnswer } from './outcomes.ts';
import { allowed, createWorld, minutesAfter, noon, refusedUntil, type World } from './world.ts';

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

/** A gate with a cap on all mail of the mailbox. */
function capOf(cap: number) {
  return ({ at, mailboxHours }: SendFacts) =>
    fitsRollingCap({ buckets: mailboxHours, at, cap, want: 1 }) ? allowed : refusedUntil('someone');
}

test('at 49 of 50, two that begin at once make 50 and not 51', async () => {
  await world.tx((tx) => countPeopleMail(tx, world.mailboxId, 49, noon));
  const sends = [await world.reserve(), await world.reserve()];
  const begun = await Promise.all(sends.map((sendId) => ledger.begin(sendId, { evaluate: capOf(50) })));
  expect(begun.map(({ kind }) => kind).sort()).toEqual(['begun', 'refused']);
});

test('twenty that begin at once fill a cap of twelve, and no more', async () => {
  const sends = [];
  for (let index = 0; index < 20; index++) sends.push(await world.reserve());
  const begun = await Promise.all(sends.map((sendId) => ledger.begin(sendId, { evaluate: capOf(12) })));
  expect(begun.filter(({ kind }) => kind === 'begun')).toHaveLength(12);
  expect(await ledger.places()).toEqual({ reserved: 8, used: 12 });
});

test('mail of unknown outcome counts as sent', async () => {
  await ledger.submit(await world.reserve(), noAnswer);
  const begun = await ledger.begin(await world.reserve(), { evaluate: capOf(1) });
  expect(begun).toMatchObject({ kind: 'refused' });
});

test('mail that people send counts into the cap of the mailbox, hour by hour', async () => {
  await world.tx((tx) => countPeopleMail(tx, world.mailboxId, 2, noon));
  await world.tx((tx) => countPeopleMail(tx, world.mailboxId, 1, minutesAfter(noon, 59)));
  await world.tx((tx) => countPeopleMail(tx, world.mailboxId, 5, minutesAfter(noon, 60)));
  const buckets = await world.tx((tx) =>
    bucketsFor(tx, [{ scope: 'people', scopeId: world.mailboxId }], noon),
  );
  expect(buckets).toEqual([
    { hour: noon, reserved: 0, used: 3 },
    { hour: minutesAfter(noon, 60), reserved: 0, used: 5 },
  ]);
});

test('mail counts in the hour in which it is handed over, not in that of its slot', async () => {
  const sendId = await world.reserve({ slotAt: minutesAfter(noon, -150) });
  await ledger.submit(sendId, accepted);
  const buckets = await world.tx((tx) =>
    bucketsFor(tx, [{ scope: 'warmup-domain', scopeId: world.domainId }], minutesAfter(noon, -600)),
  );
  expect(buckets.filter(({ reserved, used }) => reserved + used > 0)).toEqual([
    { hour: noon, reserved: 0, used: 1 },
  ]);
});

test('a gate sees the places that others keep for later, and none that waits now', async () => {
  await world.reserve({ slotAt: minutesAfter(noon, 180) });
  await world.reserve();
  const seen: SendFacts['mailboxHours'][] = [];
  await ledger.begin(await world.reserve(), {
    evaluate: (facts) => {
      seen.push(facts.mailboxHours);
      return allowed;
    },
  });
  expect(seen).toEqual([
    [
      { hour: noon, reserved: 0, used: 0 },
      { hour: minutesAfter(noon, 180), reserved: 1, used: 0 },
    ],
  ]);
});
