import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore, type Store } from '../../store/connection.ts';
import { dispatchOutbox } from '../../store/outbox.ts';
import { deleteExpired } from '../../store/platform.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { insertOneOfEach } from './one-of-each.ts';
import { createWorld, minutesAfter, noon } from './world.ts';

let database: TestDatabase;
let store: Store;

beforeAll(async () => {
  database = await createTestDatabase();
  store = openStore(database);
});

afterAll(async () => {
  await store.close();
  await database.drop();
});

async function counts() {
  return store.forPlatform(async (tx) => {
    const count = async (table: 'outbox' | 'decision' | 'sendEvent' | 'dnsCheck' | 'budgetHour' | 'send') =>
      (
        await tx
          .selectFrom(table)
          .select(({ fn }) => fn.countAll<number>().as('rows'))
          .executeTakeFirstOrThrow()
      ).rows;
    return {
      outbox: await count('outbox'),
      decisions: await count('decision'),
      events: (await count('sendEvent')) + (await count('dnsCheck')) + (await count('budgetHour')),
      sends: await count('send'),
    };
  });
}

test('what has had its term is deleted, in every tenant, and nothing before', async () => {
  for (let tenant = 0; tenant < 2; tenant++) await insertOneOfEach(await createWorld(store));
  const before = await counts();
  const tomorrow = new Date(Date.now() + 86_400_000);
  const later = minutesAfter(noon, 60);
  expect(
    await deleteExpired(store, { outboxBefore: tomorrow, decisionsBefore: noon, eventsBefore: noon }),
  ).toBe(0);
  expect(await counts()).toEqual(before);

  await deleteExpired(store, { outboxBefore: tomorrow, decisionsBefore: later, eventsBefore: noon });
  expect(await counts()).toEqual({ ...before, decisions: 0 });

  await deleteExpired(store, { outboxBefore: tomorrow, decisionsBefore: later, eventsBefore: later });
  expect(await counts()).toEqual({ ...before, decisions: 0, events: 0 });

  await dispatchOutbox(store, async () => 'delivered', { limit: 1 });
  await deleteExpired(store, { outboxBefore: tomorrow, decisionsBefore: later, eventsBefore: later });
  expect(await counts()).toEqual({ outbox: before.outbox - 1, decisions: 0, events: 0, sends: before.sends });
});
