import { join } from 'node:path';
import pg from 'pg';
import { isUnavailable } from './database-errors.ts';
import { admitUser } from './login-users.ts';
import { applyMigrations } from './migrations.ts';
import { readMigrationSettings } from './settings.ts';

export interface MigrateOptions {
  /** The user owns the tables, and may create the database and the users where they are missing. */
  readonly ownerUrl: string;
  readonly databaseUrl?: string | undefined;
  readonly platformUrl?: string | undefined;
  /** Default: prisma/migrations. */
  readonly folder?: string;
}

/**
 * Brings a database up to date: creates it if it is missing, applies the migrations that it doesn't have, and admits
 * the users that the product connects as. Gives the names of the migrations it applied; safe to run again, and by
 * several at once.
 */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  const {
    ownerUrl,
    databaseUrl,
    platformUrl,
    folder = join(import.meta.dirname, '../prisma/migrations'),
  } = options;
  const client = await connectOrCreate(ownerUrl);
  try {
    const applied = await applyMigrations(client, folder);
    if (databaseUrl)
      await admitUser(client, { setting: 'DATABASE_URL', url: databaseUrl, role: 'samovar_app' });
    if (platformUrl) {
      await admitUser(client, {
        setting: 'PLATFORM_DATABASE_URL',
        url: platformUrl,
        role: 'samovar_platform',
      });
    }
    return applied;
  } finally {
    await client.end();
  }
}

async function connectOrCreate(ownerUrl: string): Promise<pg.Client> {
  try {
    return await connect(ownerUrl);
  } catch (error) {
    const isMissing = error instanceof pg.DatabaseError && error.code === '3D000';
    if (!isMissing) throw error;
  }
  await createDatabase(ownerUrl);
  return connect(ownerUrl);
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    return client;
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    const { host } = new URL(url);
    const message = `No PostgreSQL answers at ${host}. Start it, or correct DATABASE_OWNER_URL.`;
    throw new Error(message, { cause: error });
  }
}

async function createDatabase(ownerUrl: string): Promise<void> {
  const url = new URL(ownerUrl);
  const name = decodeURIComponent(url.pathname.slice(1));
  url.pathname = '/postgres';
  const client = await connect(url.href);
  try {
    await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
  } catch (error) {
    const isThere = error instanceof pg.DatabaseError && (error.code === '42P04' || error.code === '23505');
    if (!isThere) throw error; // another migration was faster
  } finally {
    await client.end();
  }
}

if (import.meta.main) {
  try {
    const applied = await migrate(readMigrationSettings(process.env));
    console.log(applied.length === 0 ? 'The database is up to date.' : `Applied ${applied.join(', ')}.`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
