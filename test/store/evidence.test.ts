import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openStore, type Store } from '../../store/connection.ts';
import {
  noteReconciliation,
  recordReport,
  settleUnknown,
  unknownSendsDue,
  type MailReport,
} from '../../store/sends.ts';
import { administer, createTestDatabase, type TestDatabase } from './database.ts';
import { ledgerOf, type Ledger } from './ledger.ts';
import { accepted, noAnswer, unknownUser } from './outcomes.ts';
import { endLease } from './transactions.ts';
import { createWorld, minutesAfter, noon, type World } from './world.ts';

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

test('an unknown send that was found is accepted', async () => {
  await ledger.submit(sendId, noAnswer);
  expect(await settle('accepted')).toBe(true);
  expect(await settle('accepted')).toBe(false);
  expect(await ledger.stateOf(sendId)).toMatchObject({
    state: 'accepted',
    outcomeEvidence: 'partner-mailbox',
  });
  expect(await ledger.kindsOfEvents(sendId)).toEqual(['unknown', 'settled']);
  expect(await ledger.places()).toEqual({ reserved: 0, used: 1 });
});

test('an unknown send that was not accepted gives its place in the caps back', async () => {
  await ledger.submit(sendId, noAnswer);
  expect(await settle('rejected')).toBe(true);
  expect(await ledger.stateOf(sendId)).toMatchObject({ state: 'rejected' });
  expect(await ledger.places()).toEqual({ reserved: 0, used: 0 });
});

test('a send whose attempt died handing over is settled without a sweep before', async () => {
  await ledger.begin(sendId);
  await ledger.handOver(sendId, 1);
  expect(await settle('accepted')).toBe(false);
  await endLease(world, sendId);
  expect(await settle('accepted')).toBe(true);
});

test('evidence changes no send that is not unknown', async () => {
  expect(await settle('accepted')).toBe(false);
  await ledger.submit(sendId, unknownUser);
  expect(await settle('accepted')).toBe(false);
  expect(await ledger.stateOf(sendId)).toMatchObject({ state: 'rejected', outcomeEvidence: null });
});

test('a report of failure makes what was accepted a bounce, once', async () => {
  await ledger.submit(sendId, { ...accepted, wireMessageId: '<wire@provider.test>' });
  for (const originalMessageId of ['<wire@provider.test>', `<${sendId}@acme.test>`]) {
    expect(await report({ ...failure, originalMessageId })).toBe(sendId);
  }
  expect(await ledger.stateOf(sendId)).toMatchObject({ state: 'bounced' });
  expect(await ledger.kindsOfEvents(sendId)).toEqual(['accepted', 'bounced']);
});

test('a report settles what was unknown, and overtakes an outcome that is not recorded yet', async () => {
  await ledger.submit(sendId, noAnswer);
  await report(failure);
  expect(await ledger.stateOf(sendId)).toMatchObject({ state: 'bounced', outcomeEvidence: 'report' });
  sendId = await world.reserve();
  await ledger.begin(sendId);
  await ledger.handOver(sendId, 1);
  await report({ ...failure, originalMessageId: `<${sendId}@acme.test>` });
  expect(await ledger.record(sendId, 1, accepted)).toEqual({ state: 'bounced', changed: false });
});

test.each([
  ['delivered', { action: 'delivered' }, 'delivered'],
  ['delayed', { action: 'delayed' }, 'accepted'],
  ['relayed', { action: 'relayed' }, 'accepted'],
] as const)('a report that says %s is on record', async (kind, change, state) => {
  await ledger.submit(sendId, accepted);
  await report({ ...failure, ...change });
  expect(await ledger.stateOf(sendId)).toMatchObject({ state });
  expect(await ledger.kindsOfEvents(sendId)).toEqual(['accepted', kind]);
});

test('a complaint is one unless it says "not spam"', async () => {
  await ledger.submit(sendId, accepted);
  const originalMessageId = `<${sendId}@acme.test>`;
  await report({ kind: 'arf', originalMessageId, feedbackType: 'not-spam' });
  expect(await ledger.stateOf(sendId)).toMatchObject({ state: 'accepted' });
  await report({ kind: 'arf', originalMessageId, feedbackType: 'abuse' });
  expect(await ledger.stateOf(sendId)).toMatchObject({ state: 'complained' });
});

test('a report about mail that this mailbox did not send is passed over', async () => {
  await ledger.submit(sendId, accepted);
  expect(await world.tx((tx) => recordReport(tx, world.partnerId, reportOf(failure), noon))).toBeNull();
  expect(await report({ ...failure, originalMessageId: '<somebody@else.test>' })).toBeNull();
  expect(await report({ ...failure, originalMessageId: null })).toBeNull();
  expect(await ledger.stateOf(sendId)).toMatchObject({ state: 'accepted' });
});

test('an unknown send is looked for some real time after its lease, then at the times that are noted', async () => {
  const firstAfterMs = 600_000;
  const due = async (now: Date) => {
    const sends = await world.tx((tx) =>
      unknownSendsDue(tx, { mailboxId: world.mailboxId, now, firstAfterMs, limit: 10 }),
    );
    return sends.map(({ id }) => id);
  };
  await ledger.submit(sendId, noAnswer);
  const monthsLater = minutesAfter(noon, 100_000);
  expect(await due(monthsLater)).toEqual([]);
  await letRealTimePass(firstAfterMs + 60_000);
  expect(await due(noon)).toEqual([sendId]);

  const nextAt = minutesAfter(noon, 60);
  await world.tx((tx) => noteReconciliation(tx, { sendId, nextAt }));
  expect(await due(minutesAfter(noon, 59))).toEqual([]);
  expect(await due(nextAt)).toEqual([sendId]);
  await world.tx((tx) => noteReconciliation(tx, { sendId, nextAt: null }));
  expect(await due(monthsLater)).toEqual([]);
  expect(await ledger.stateOf(sendId)).toMatchObject({ state: 'unknown', reconciliations: 2 });
});

const failure = { kind: 'dsn', action: 'failed', status: '5.1.1', code: 550 } as const;

function reportOf(report: object): MailReport {
  return { originalMessageId: `<${sendId}@acme.test>`, ...report } as MailReport;
}

async function report(given: object): Promise<string | null> {
  return world.tx((tx) => recordReport(tx, world.mailboxId, reportOf(given), noon));
}

async function settle(as: 'accepted' | 'rejected'): Promise<boolean> {
  return world.tx((tx) => settleUnknown(tx, { sendId, as, evidence: 'partner-mailbox', now: noon }));
}

/** Moves the lease back instead of the clock on. */
async function letRealTimePass(ms: number): Promise<void> {
  await administer(database.ownerUrl, (client) =>
    client.query(`update send set lease_until = lease_until - $1 * interval '1 millisecond' where id = $2`, [
      ms,
      sendId,
    ]),
  );
}
