import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openStore, type Store } from '../../store/connection.ts';
import { reserveSend, sendsOfMailbox, type SendFacts } from '../../store/sends.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { ledgerOf, type Ledger } from './ledger.ts';
import { accepted, noAnswer, unknownUser } from './outcomes.ts';
import { endLease } from './transactions.ts';
import { allowed, createWorld, insertRound, minutesAfter, noon, refusedUntil, type World } from './world.ts';

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

describe('reserving', () => {
  test('writes one row for a round and index, however often it is asked', async () => {
    const roundId = await insertRound(world);
    const first = await world.tx((tx) => reserveSend(tx, world.newSend({ roundId, roundIndex: 0 })));
    const again = await world.tx((tx) => reserveSend(tx, world.newSend({ roundId, roundIndex: 0 })));
    expect(again).toEqual(first);
    expect(await ledger.places()).toEqual({ reserved: 1, used: 0 });
  });

  test('writes one answer to a mail, however often it is asked', async () => {
    const answeredSendId = await world.reserve();
    const first = await world.tx((tx) =>
      reserveSend(tx, world.newSend({ kind: 'warmup-answer', answeredSendId })),
    );
    const again = await world.tx((tx) =>
      reserveSend(tx, world.newSend({ kind: 'warmup-answer', answeredSendId })),
    );
    expect(again.id).toBe(first.id);
  });

  test('lists what is reserved in the order of its slots, once it is due', async () => {
    const later = await world.reserve({ slotAt: minutesAfter(noon, -1) });
    const sooner = await world.reserve({ slotAt: minutesAfter(noon, -2) });
    await world.reserve({ slotAt: minutesAfter(noon, 1) });
    const due = await world.tx((tx) => sendsOfMailbox(tx, world.mailboxId, 'reserved', noon));
    expect(due.map(({ id }) => id)).toEqual([sooner, later]);
  });
});

describe('beginning', () => {
  test('takes the send under a lease, with the decision on record', async () => {
    const sendId = await world.reserve();
    const begun = await ledger.begin(sendId);
    expect(begun).toMatchObject({ kind: 'begun', attempt: 1, leaseUntil: expect.any(Date) as Date });
    expect(await ledger.stateOf(sendId)).toMatchObject({
      state: 'submitting',
      attempt: 1,
      submittedAt: noon,
    });
    const decisions = await world.tx((tx) =>
      tx.selectFrom('decision').selectAll().where('sendId', '=', sendId).execute(),
    );
    expect(decisions).toMatchObject([
      { allowed: true, binding: null, until: null, verdicts: allowed.verdicts },
    ]);
  });

  test('is refused by a gate: the send stays reserved, the reason is on record', async () => {
    const sendId = await world.reserve();
    const until = minutesAfter(noon, 60);
    expect(await ledger.begin(sendId, { evaluate: () => refusedUntil(until) })).toMatchObject({
      kind: 'refused',
      decision: { until },
    });
    expect(await ledger.begin(sendId, { evaluate: () => refusedUntil('someone') })).toMatchObject({
      kind: 'refused',
    });
    expect(await ledger.stateOf(sendId)).toMatchObject({ state: 'reserved', attempt: 0, leaseUntil: null });
    const decisions = await world.tx((tx) => tx.selectFrom('decision').selectAll().orderBy('id').execute());
    expect(decisions).toMatchObject([
      { allowed: false, binding: 'paused', until },
      { allowed: false, binding: 'paused', until: null },
    ]);
    expect(await ledger.places()).toEqual({ reserved: 1, used: 0 });
  });

  test('shows the gates everything as it is now', async () => {
    const sendId = await world.reserve();
    const facts: SendFacts[] = [];
    const evaluate = (given: SendFacts) => {
      facts.push(given);
      return allowed;
    };
    await ledger.begin(sendId, { evaluate });
    expect(facts).toMatchObject([
      {
        at: noon,
        send: { id: sendId, state: 'reserved' },
        mailbox: { id: world.mailboxId },
        partner: { id: world.partnerId },
        domain: { id: world.domainId },
        tenant: { id: world.tenantId },
      },
    ]);
  });

  test('waits for the slot', async () => {
    const slotAt = minutesAfter(noon, 10);
    const sendId = await world.reserve({ slotAt });
    expect(await ledger.begin(sendId)).toEqual({ kind: 'not-due', slotAt });
    expect(await ledger.begin(sendId, { now: slotAt })).toMatchObject({ kind: 'begun' });
  });

  test('sends the next one away while a lease runs, whatever the attempt is at', async () => {
    const sendId = await world.reserve();
    const begun = await ledger.begin(sendId);
    const checkAt = begun.kind === 'begun' ? begun.leaseUntil : null;
    expect(await ledger.begin(sendId)).toEqual({ kind: 'busy', checkAt });
    await ledger.handOver(sendId, 1);
    expect(await ledger.begin(sendId)).toEqual({ kind: 'busy', checkAt });
  });

  test('begins again after an attempt that died before handing over', async () => {
    const sendId = await world.reserve();
    await ledger.begin(sendId);
    await endLease(world, sendId);
    expect(await ledger.begin(sendId)).toMatchObject({ kind: 'begun', attempt: 2 });
    expect(await ledger.kindsOfEvents(sendId)).toEqual(['lease-lost']);
    expect(await ledger.places()).toEqual({ reserved: 0, used: 1 });
  });

  test('never begins again after an attempt that died handing over', async () => {
    const sendId = await world.reserve();
    await ledger.begin(sendId);
    await ledger.handOver(sendId, 1);
    await endLease(world, sendId);
    expect(await ledger.begin(sendId)).toEqual({ kind: 'terminal', state: 'unknown' });
    expect(await ledger.begin(sendId)).toEqual({ kind: 'terminal', state: 'unknown' });
    expect(await ledger.stateOf(sendId)).toMatchObject({
      state: 'unknown',
      failureCode: 'lease-lost',
      outcomeAt: noon,
    });
    expect(await ledger.places()).toEqual({ reserved: 0, used: 1 });
  });

  test.each([
    ['accepted', accepted],
    ['rejected', unknownUser],
    ['unknown', noAnswer],
  ] as const)('never begins again after the outcome %s', async (state, outcome) => {
    const sendId = await world.reserve();
    await ledger.submit(sendId, outcome);
    expect(await ledger.begin(sendId)).toEqual({ kind: 'terminal', state });
  });

  test('says so when there is no such send', async () => {
    await expect(ledger.begin(uuidv7())).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('handing over', () => {
  test('needs a lease that runs, and its attempt', async () => {
    const sendId = await world.reserve();
    expect(await ledger.handOver(sendId, 0)).toBe(false);
    await ledger.begin(sendId);
    expect(await ledger.handOver(sendId, 2)).toBe(false);
    await endLease(world, sendId);
    expect(await ledger.handOver(sendId, 1)).toBe(false);
    await ledger.begin(sendId);
    expect(await ledger.handOver(sendId, 1)).toBe(false);
    expect(await ledger.handOver(sendId, 2)).toBe(true);
    expect(await ledger.handOver(sendId, 2)).toBe(false);
  });
});
