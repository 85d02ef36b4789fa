import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore, type Store } from '../../store/connection.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { insertOneOfEach } from './one-of-each.ts';
import { createWorld, insertMailbox, type World } from './world.ts';

interface TenantTable {
  readonly name: string;
  readonly column: 'id' | 'tenant_id';
}

let database: TestDatabase;
let store: Store;
let superuser: pg.Client;
let [ours, theirs]: World[] = [];
let tables: TenantTable[];

beforeAll(async () => {
  database = await createTestDatabase();
  store = openStore(database);
  superuser = new pg.Client({ connectionString: database.ownerUrl });
  await superuser.connect();
  [ours, theirs] = [await createWorld(store), await createWorld(store)];
  for (const world of [ours, theirs]) await insertOneOfEach(world);
  tables = await tenantTables();
});

afterAll(async () => {
  await superuser.end();
  await store.close();
  await database.drop();
});

test('every table of a tenant is looked at: each has a row of ours and one of theirs', async () => {
  expect(tables.length).toBeGreaterThan(12);
  for (const table of tables) {
    for (const world of [ours, theirs]) {
      expect(
        await rowsAsSuperuser(table, tenantOf(world)),
        `${table.name}: add a row to one-of-each.ts`,
      ).not.toEqual([]);
    }
  }
});

test('no table shows a row of another tenant', async () => {
  for (const { name, column } of tables) {
    const own = await asApp(tenantOf(ours), `select count(*) from ${name} where ${column} = $1`, [
      tenantOf(ours),
    ]);
    expect(own, name).toEqual({ rows: [{ count: expect.stringMatching(/^[1-9]/) as string }] });
    const foreign = await asApp(tenantOf(ours), `select count(*) from ${name} where ${column} = $1`, [
      tenantOf(theirs),
    ]);
    expect(foreign, name).toEqual({ rows: [{ count: '0' }] });
  }
});

test('no table shows a row to a transaction without a tenant', async () => {
  for (const { name } of tables) {
    expect(await asApp('', `select count(*) from ${name}`), name).toEqual({ rows: [{ count: '0' }] });
  }
});

test('no table takes a row for another tenant', async () => {
  for (const table of tables) {
    const [row] = await rowsAsSuperuser(table, tenantOf(theirs));
    const copy = `insert into ${table.name} select * from jsonb_populate_record(null::${table.name}, $1)`;
    expect(await asApp(tenantOf(ours), copy, [JSON.stringify(row)]), table.name).toEqual({
      refused: '42501',
    });
    expect(await asApp('', copy, [JSON.stringify(row)]), table.name).toEqual({ refused: '42501' });
  }
});

test('no row of another tenant can be changed or deleted', async () => {
  for (const table of tables) {
    const before = await rowsAsSuperuser(table, tenantOf(theirs));
    const { name, column } = table;
    await asApp(tenantOf(ours), `update ${name} set ${column} = ${column}`);
    await asApp(tenantOf(ours), `update ${name} set ${column} = $1 where ${column} = $2`, [
      tenantOf(ours),
      tenantOf(theirs),
    ]);
    await asApp(tenantOf(ours), `delete from ${name} where ${column} = $1`, [tenantOf(theirs)]);
    expect(await rowsAsSuperuser(table, tenantOf(theirs)), name).toEqual(before);
  }
});

test('a row cannot be given away to another tenant', async () => {
  for (const { name, column } of tables) {
    const given = await asApp(tenantOf(ours), `update ${name} set ${column} = $1`, [tenantOf(theirs)]);
    expect(given, name).toEqual({ refused: '42501' });
  }
});

test('the application deletes nothing', async () => {
  for (const { name } of tables) {
    expect(await asApp(tenantOf(ours), `delete from ${name}`), name).toEqual({ refused: '42501' });
  }
});

test('every reference between tables of tenants carries the tenant', async () => {
  const { rows } = await superuser.query<{ name: string; carries: boolean }>(`
    select conname as name,
      exists (
        select from unnest(conkey, confkey) as pair(own, foreign_one)
        join pg_attribute a on a.attrelid = conrelid and a.attnum = own and a.attname = 'tenant_id'
        join pg_attribute f on f.attrelid = confrelid and f.attnum = foreign_one
          and f.attname = case when confrelid = 'tenant'::regclass then 'id' else 'tenant_id' end
      ) as carries
    from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace`);
  expect(rows.length).toBeGreaterThan(10);
  expect(rows.filter(({ carries }) => !carries)).toEqual([]);
});

test('a row cannot refer to one of another tenant', async () => {
  const { tenantId } = await createWorld(store);
  const mailbox = { id: '0199a000-0000-7000-8000-00000000000a', tenantId, domainId: theirs?.domainId ?? '' };
  await expect(store.forTenant(tenantId, (tx) => insertMailbox(tx, mailbox))).rejects.toMatchObject({
    code: '23503',
  });
});

test('sweeps see all tenants and may write none of their mail', async () => {
  const seen = await store.forPlatform((tx) => tx.selectFrom('send').select('tenantId').distinct().execute());
  expect(seen.map(({ tenantId }) => tenantId)).toEqual(
    expect.arrayContaining([tenantOf(ours), tenantOf(theirs)]),
  );
  const write = store.forPlatform((tx) => tx.updateTable('send').set({ state: 'cancelled' }).execute());
  await expect(write).rejects.toMatchObject({ code: '42501' });
});

test('neither user can switch row-level security off', async () => {
  for (const url of [database.databaseUrl, database.platformUrl]) {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await expect(client.query('alter table send disable row level security')).rejects.toMatchObject({
      code: '42501',
    });
    await expect(
      client.query('set role samovar_platform; set row_security = off; delete from send'),
    ).rejects.toThrow();
    await client.end();
  }
});

test('an API key is found by its hash, and nothing else of it, before a tenant is known', async () => {
  const { rows } = await superuser.query<{ id: string; hash: string }>(
    'select id, hash from api_key where tenant_id = $1',
    [tenantOf(theirs)],
  );
  const [key] = rows;
  const found = await asApp('', 'select * from find_api_key($1)', [key?.hash]);
  expect(found).toEqual({
    rows: [{ id: key?.id, tenant_id: tenantOf(theirs), scopes: ['read'], revoked: false }],
  });
  expect(await asApp('', 'select * from find_api_key($1)', ['unknown'])).toEqual({ rows: [] });
});

test('the use of an API key is noted to the minute', async () => {
  const used = `select last_used_at, xmin::text as version from api_key where tenant_id = '${tenantOf(ours)}'`;
  const id = (
    await superuser.query<{ id: string }>('select id from api_key where tenant_id = $1', [tenantOf(ours)])
  ).rows[0]?.id;
  const touch = () => superuser.query('select touch_api_key($1)', [id]);
  await touch();
  const first = (await superuser.query(used)).rows;
  expect(first).toEqual([{ last_used_at: expect.any(Date) as Date, version: expect.any(String) as string }]);
  await superuser.query(`update api_key set last_used_at = last_used_at + interval '1 hour' where id = $1`, [
    id,
  ]);
  const later = (await superuser.query(used)).rows;
  await touch();
  expect((await superuser.query(used)).rows).toEqual(later);
});

function tenantOf(world: World | undefined): string {
  return world?.tenantId ?? '';
}

/** From the catalogue, so that a table of tomorrow is looked at as well. */
async function tenantTables(): Promise<TenantTable[]> {
  const { rows } = await superuser.query<TenantTable>(`
    select 'tenant' as name, 'id' as column
    union select c.relname, 'tenant_id' from pg_class c join pg_attribute a on a.attrelid = c.oid
    where a.attname = 'tenant_id' and c.relkind in ('r', 'p', 'v', 'm') and c.relnamespace = 'public'::regnamespace`);
  return rows;
}

async function rowsAsSuperuser({ name, column }: TenantTable, tenantId: string): Promise<unknown[]> {
  const rows = await superuser.query<{ row: unknown }>(
    `select to_jsonb(t) as row from ${name} t where ${column} = $1 order by to_jsonb(t)::text`,
    [tenantId],
  );
  return rows.rows.map(({ row }) => row);
}

type Answer = { readonly rows: unknown[] } | { readonly refused: string | undefined };

/** One statement as the application's user, with or without a tenant, undone afterwards. */
async function asApp(tenantId: string, statement: string, values: unknown[] = []): Promise<Answer> {
  const client = new pg.Client({ connectionString: database.databaseUrl });
  await client.connect();
  try {
    await client.query('begin');
    await client.query("select set_config('app.tenant_id', $1, true)", [tenantId]);
    const { rows } = await client.query<Record<string, unknown>>(statement, values);
    return { rows };
  } catch (error) {
    if (error instanceof pg.DatabaseError) return { refused: error.code };
    throw error;
  } finally {
    await client.query('rollback');
    await client.end();
  }
}
