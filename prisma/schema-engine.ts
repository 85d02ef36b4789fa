import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as engine from '@prisma/schema-engine-wasm';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import { catalogueAdapter } from './catalogue-adapter.ts';

/**
 * Prisma's schema engine as WebAssembly, in process. The CLI's `migrate diff` wants a native engine, which it
 * downloads; this one is in the package registry, and is the same code behind the same questions.
 */

const prismaFolder = import.meta.dirname;
export const migrationsFolder = join(prismaFolder, 'migrations');

/**
 * The SQL that turns what the migrations make into what the schema says: '' when they agree. Both are built in a
 * shadow database, which is created on the server of `ownerUrl` and dropped afterwards.
 */
export async function missingMigration(ownerUrl: string): Promise<string> {
  const adapter = catalogueAdapter(ownerUrl);
  try {
    const schemaEngine = await engine.SchemaEngine.new(
      { datamodels: undefined },
      () => undefined, // its log
      bindMigrationAwareSqlAdapterFactory(adapter.factory),
    );
    const { stdout } = await schemaEngine.diff({
      from: { tag: 'migrations', ...writtenMigrations() },
      to: { tag: 'schemaDatamodel', files: [schemaFile()] },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    const script = stdout ?? '';
    return script.includes('This is an empty migration') ? '' : script;
  } finally {
    await adapter.close();
  }
}

/** The migrations on disk, oldest first. */
export function migrationNames(): string[] {
  const entries = readdirSync(migrationsFolder, { withFileTypes: true });
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
}

function schemaFile(): engine.SchemaContainer {
  const path = join(prismaFolder, 'schema.prisma');
  return { path, content: readFileSync(path, 'utf8') };
}

function writtenMigrations(): engine.MigrationList {
  return {
    baseDir: migrationsFolder,
    lockfile: {
      path: 'migration_lock.toml',
      content: readFileSync(join(migrationsFolder, 'migration_lock.toml'), 'utf8'),
    },
    shadowDbInitScript: '',
    migrationDirectories: migrationNames().map((name) => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok', value: readFileSync(join(migrationsFolder, name, 'migration.sql'), 'utf8') },
      },
    })),
  };
}
