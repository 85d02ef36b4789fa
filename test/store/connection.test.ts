import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore, type Store } from '../../store/connection.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { leaveOpen } from './transactions.ts';
import { createWorld, type World } from './world.ts';

let database: TestDatabase;
let store: Store;
let world: World;

beforeAll(async () => {
  database = await createTestDatabase();
  store = openStore({ ...database, poolSize: 4 });
  world = await createWorld(store);
});

afterAll(async () => {
  await store.close();
  await database.drop();
});

test('a connection remembers no tenant for its next user', async () => {
  const one = openStore({ ...database, poolSize: 1 });
  const tenants = () => one.withoutTenant((tx) => tx.selectFrom('tenant').select('id').execute());
  const asTenant = () =>
    one.forTenant(world.tenantId, (tx) => tx.selectFrom('tenant').select('id').execute());
  expect(await asTenant()).toHaveLength(1);
  expect(await tenants()).toEqual([]);
  await expect(one.forTenant(world.tenantId, () => Promise.reject(new Error('half-way')))).rejects.toThrow(
    'half-way',
  );
  expect(await tenants()).toEqual([]);
  await one.close();
});

test('work that throws leaves nothing behind', async () => {
  const rename = world.tx(async (tx) => {
    await tx.updateTable('tenant').set({ name: 'Changed' }).execute();
    throw new Error('half-way');
  });
  await expect(rename).rejects.toThrow('half-way');
  expect(await world.tx((tx) => tx.selectFrom('tenant').select('name').execute())).toEqual([
    { name: 'Acme' },
  ]);
});

test('dates come as the day that they are, big numbers as numbers, JSON as it was written', async () => {
  const read = await world.tx((tx) =>
    sql`select '2026-11-02'::date as day, 4294967295::bigint as uid, count(*) as rows,
      '{"snake_case": [1, {"inner_key": 2}]}'::jsonb as detail from tenant`.execute(tx),
  );
  expect(read.rows).toEqual([
    { day: '2026-11-02', uid: 4_294_967_295, rows: 1, detail: { snake_case: [1, { inner_key: 2 }] } },
  ]);
});

test('crossing tenants needs a connection of its own', async () => {
  const appOnly = openStore({ databaseUrl: database.databaseUrl });
  await expect(appOnly.forPlatform(async () => 1)).rejects.toThrow('PLATFORM_DATABASE_URL');
  await appOnly.close();
});

describe('transactions that get in each other’s way', () => {
  const renameMailbox = (id: string) =>
    sql`update mailbox set sender_name = sender_name || '!' where id = ${id}`;

  test('are run again after a deadlock, and both come through', async () => {
    const { mailboxId, partnerId } = world;
    const locked = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let runs = 0;
    const crosswise = (first: string, second: string, own: number) =>
      world.tx(async (tx) => {
        runs += 1;
        await renameMailbox(first).execute(tx);
        locked[own]?.resolve();
        await locked[1 - own]?.promise;
        await renameMailbox(second).execute(tx);
      });
    await Promise.all([crosswise(mailboxId, partnerId, 0), crosswise(partnerId, mailboxId, 1)]);
    expect(runs).toBe(3);
    const names = await world.tx((tx) => tx.selectFrom('mailbox').select('senderName').execute());
    expect(names).toEqual([{ senderName: 'Anna!!' }, { senderName: 'Anna!!' }]);
  });

  test('give up after some time, as if the database were away', async () => {
    const held = await leaveOpen(world.tx, (tx) => renameMailbox(world.mailboxId).execute(tx));
    const waiting = store.forTenant(world.tenantId, (tx) => renameMailbox(world.mailboxId).execute(tx), {
      retries: 0,
    });
    await expect(waiting).rejects.toMatchObject({ code: 'database-unavailable' });
    await held.commit();
  });
});
