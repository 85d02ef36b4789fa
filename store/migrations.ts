import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';

interface Migration {
  readonly name: string;
  readonly script: string;
  readonly checksum: string;
}

interface Applied {
  readonly name: string;
  readonly checksum: string;
  readonly finishedAt: Date | null;
  readonly log: string | null;
}

/** The lock and the table that `prisma migrate deploy` uses: either may run, and both at once. */
const advisoryLock = 72707369;
const migrationTable = `
  CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id varchar(36) PRIMARY KEY NOT NULL,
    checksum varchar(64) NOT NULL,
    finished_at timestamptz,
    migration_name varchar(255) NOT NULL,
    logs text,
    rolled_back_at timestamptz,
    started_at timestamptz NOT NULL DEFAULT now(),
    applied_steps_count integer NOT NULL DEFAULT 0
  )`;

/**
 * Applies what the folder holds and the database doesn't have, oldest first, and gives the names. Each migration is
 * one transaction together with its record, so a process that dies half-way leaves nothing to repair.
 * Throws when the database's record and the folder disagree.
 */
export async function applyMigrations(client: pg.Client, folder: string): Promise<string[]> {
  await client.query('SELECT pg_advisory_lock($1)', [advisoryLock]);
  try {
    await client.query(migrationTable);
    const applied = await appliedMigrations(client);
    const written = writtenMigrations(folder);
    assertAgreement(applied, written);
    const missing = written.filter(({ name }) => !applied.some((one) => one.name === name));
    for (const migration of missing) await apply(client, migration);
    return missing.map(({ name }) => name);
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [advisoryLock]);
  }
}

function writtenMigrations(folder: string): Migration[] {
  const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'migration.sql')));
  return names.sort().map((name) => {
    const script = readFileSync(join(folder, name, 'migration.sql'), 'utf8');
    return { name, script, checksum: createHash('sha256').update(script).digest('hex') };
  });
}

async function appliedMigrations(client: pg.Client): Promise<Applied[]> {
  const { rows } = await client.query<Applied>(
    `SELECT migration_name AS name, checksum, finished_at AS "finishedAt", logs AS log
     FROM _prisma_migrations WHERE rolled_back_at IS NULL`,
  );
  return rows;
}

function assertAgreement(applied: readonly Applied[], written: readonly Migration[]): void {
  for (const { name, checksum, finishedAt, log } of applied) {
    if (!finishedAt) {
      throw new Error(
        `Migration ${name} failed earlier and may have been applied in part${log ? `: ${log}` : ''}.\n` +
          'Undo what it left behind, then let it run again: ' +
          `UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name = '${name}' AND finished_at IS NULL;`,
      );
    }
    const file = written.find((one) => one.name === name);
    if (!file) {
      throw new Error(
        `The database has migration ${name}, which this release doesn't know: it belongs to a newer one. ` +
          'Start that release, or restore a back-up of before it.',
      );
    }
    if (file.checksum !== checksum) {
      throw new Error(
        `Migration ${name} was edited after it had been applied. ` +
          'Restore its file as it was (git log prisma/migrations), and put the change into a new migration.',
      );
    }
  }
}

async function apply(client: pg.Client, { name, script, checksum }: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(script);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined); // the connection may be gone; the error below says why
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Migration ${name} failed, and nothing of it was kept: ${reason}`, { cause: error });
  }
}
