import { randomUUID } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { migrationNames, migrationsFolder } from '../../prisma/schema-engine.ts';
import { migrate } from '../../store/migrate.ts';
import { administer, createTestDatabase, type TestDatabase } from './database.ts';

let database: TestDatabase;
let folder: string;
/** A database that doesn't exist yet, on the same server. */
let missing: string;

beforeEach(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'samovar-migrations-'));
  cpSync(migrationsFolder, folder, { recursive: true });
  missing = onServer(`samovar_missing_${randomUUID()}`);
});

afterEach(async () => {
  await administer(onServer('postgres'), (client) =>
    client.query(`drop database if exists "${new URL(missing).pathname.slice(1)}" with (force)`),
  );
  await database.drop();
  rmSync(folder, { recursive: true });
});

function onServer(name: string, user?: string): string {
  const url = new URL(database.ownerUrl);
  url.pathname = `/${name}`;
  if (user !== undefined) [url.username, url.password] = [user, 'secret'];
  return url.href;
}

function write(name: string, script: string): void {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, 'migration.sql'), script);
}

test('makes a database from nothing, and has nothing to do the second time', async () => {
  expect(await migrate({ ownerUrl: missing })).toEqual(migrationNames());
  expect(await migrate({ ownerUrl: missing })).toEqual([]);
});

test('may run in several processes at once', async () => {
  const runs = await Promise.all(Array.from({ length: 4 }, () => migrate({ ownerUrl: missing })));
  expect(runs.flat()).toEqual(migrationNames());
});

test('applies what is new, in the order of the names', async () => {
  write('29990101000001_second', 'insert into noted values (2)');
  write('29990101000000_first', 'create table noted (step int); insert into noted values (1)');
  const applied = await migrate({ ownerUrl: database.ownerUrl, folder });
  expect(applied).toEqual(['29990101000000_first', '29990101000001_second']);
});

test('keeps nothing of a migration that fails, and applies it once it is put right', async () => {
  const { ownerUrl } = database;
  write('29990101000000_typo', 'create table half (id int); create tabel other (id int)');
  await expect(migrate({ ownerUrl, folder })).rejects.toThrow(/29990101000000_typo failed, .*syntax error/);
  write('29990101000000_typo', 'create table half (id int)');
  expect(await migrate({ ownerUrl, folder })).toEqual(['29990101000000_typo']);
});

test('refuses a migration that was edited after it had been applied', async () => {
  const [first = ''] = migrationNames();
  write(first, 'select 1');
  await expect(migrate({ ownerUrl: database.ownerUrl, folder })).rejects.toThrow(
    `Migration ${first} was edited after it had been applied. Restore its file`,
  );
});

test('refuses a database of a newer release', async () => {
  const { ownerUrl } = database;
  write('29990101000000_future', 'select 1');
  await migrate({ ownerUrl, folder });
  await expect(migrate({ ownerUrl })).rejects.toThrow(
    "29990101000000_future, which this release doesn't know",
  );
});

test('refuses to go on after a failure that Prisma has left behind, and says how to', async () => {
  const { ownerUrl } = database;
  await administer(ownerUrl, (client) =>
    client.query(
      `insert into _prisma_migrations (id, checksum, migration_name, logs) values ('1', '', '29990101000000_bad', 'out of disk')`,
    ),
  );
  await expect(migrate({ ownerUrl })).rejects.toThrow(
    /29990101000000_bad failed earlier .*out of disk\.\n.*UPDATE _prisma_migrations SET rolled_back_at/s,
  );
});

test('says where no server answers', async () => {
  const nowhere = 'postgresql://owner:secret@localhost:1/samovar';
  await expect(migrate({ ownerUrl: nowhere })).rejects.toThrow(
    'No PostgreSQL answers at localhost:1. Start it,',
  );
});

describe('the users that the product connects as', () => {
  const created: string[] = [];

  function newUser(): string {
    const user = `samovar_test_${randomUUID().slice(0, 8)}`;
    created.push(user);
    return user;
  }

  const urlFor = (user: string) => onServer(new URL(database.ownerUrl).pathname.slice(1), user);

  afterEach(() =>
    administer(onServer('postgres'), async (client) => {
      for (const user of created.splice(0)) await client.query(`drop role if exists "${user}"`);
    }),
  );

  test('are created with the passwords of their URLs, and see what their role may', async () => {
    const [databaseUrl, platformUrl] = [urlFor(newUser()), urlFor(newUser())];
    for (let run = 0; run < 2; run++)
      await migrate({ ownerUrl: database.ownerUrl, databaseUrl, platformUrl });
    for (const url of [databaseUrl, platformUrl]) {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      expect((await client.query('select * from tenant')).rows).toEqual([]);
      await client.end();
    }
  });

  test('may not be the owner', async () => {
    const { ownerUrl } = database;
    await expect(migrate({ ownerUrl, databaseUrl: ownerUrl })).rejects.toThrow(
      'DATABASE_URL must name a user of its own, not the owner of the tables',
    );
  });

  test('may not be ones that row-level security lets pass', async () => {
    const user = newUser();
    await administer(onServer('postgres'), (client) => client.query(`create role "${user}" login bypassrls`));
    await expect(migrate({ ownerUrl: database.ownerUrl, databaseUrl: urlFor(user) })).rejects.toThrow(
      `DATABASE_URL names ${user}, whom row-level security doesn't hold back`,
    );
  });

  test('may not be one and the same', async () => {
    const url = urlFor(newUser());
    await expect(
      migrate({ ownerUrl: database.ownerUrl, databaseUrl: url, platformUrl: url }),
    ).rejects.toThrow('need two different users');
  });

  describe('of an owner who is no superuser', () => {
    let ownerUrl: string;
    let name: string;

    beforeEach(async () => {
      const owner = newUser();
      name = new URL(missing).pathname.slice(1);
      ownerUrl = onServer(name, owner);
      await administer(onServer('postgres'), async (client) => {
        await client.query(`create role "${owner}" login password 'secret'`);
        await client.query(`create database "${name}" owner "${owner}"`);
      });
    });

    afterEach(() =>
      administer(onServer('postgres'), (client) => client.query(`drop database "${name}" with (force)`)),
    );

    async function admit(user: string): Promise<string> {
      await administer(onServer('postgres'), async (client) => {
        await client.query(`create role "${user}" login password 'secret'`);
        await client.query(`grant samovar_app to "${user}"`);
      });
      return onServer(name, user);
    }

    test('are left to an administrator where the owner may not create them', async () => {
      const user = newUser();
      await expect(migrate({ ownerUrl, databaseUrl: onServer(name, user) })).rejects.toThrow(
        `Let an administrator of the database run: CREATE ROLE "${user}" LOGIN PASSWORD '...';`,
      );
      expect(await migrate({ ownerUrl, databaseUrl: await admit(user) })).toEqual([]);
    });

    test('find API keys before a tenant is known, though row-level security holds for the owner as well', async () => {
      await migrate({ ownerUrl });
      await administer(onServer(name), (client) =>
        client.query(
          `insert into api_key (id, name, prefix, hash, scopes, created_at)
           values (gen_random_uuid(), 'CI', 'smv_', 'the-hash', '{read}', now())`,
        ),
      );
      const databaseUrl = await admit(newUser());
      await administer(databaseUrl, async (client) => {
        const { rows } = await client.query(
          `select tenant_id, scopes, revoked from find_api_key('the-hash')`,
        );
        expect(rows).toEqual([{ tenant_id: null, scopes: ['read'], revoked: false }]);
      });
      await administer(ownerUrl, async (client) => {
        expect((await client.query('select id from tenant')).rows).toEqual([]);
      });
    });
  });
});
