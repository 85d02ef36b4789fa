import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { migrationsFolder, missingMigration } from './schema-engine.ts';

/**
 * `node prisma/author.ts <name>` writes the migration that schema.prisma asks for and the migrations don't have yet.
 * To be read before it is committed: add what Prisma has no words for (row-level security and grants of a new table,
 * partial indexes), and see that it takes no long lock.
 */
const ownerUrl = process.env['DATABASE_OWNER_URL'];
const name = process.argv[2];
if (!ownerUrl || !name || !/^[a-z][a-z0-9_]*$/.test(name)) {
  console.error(
    'Usage: DATABASE_OWNER_URL=postgresql://... node prisma/author.ts <name_in_snake_case>\n' +
      'The user of that URL needs the right to create databases: the schema is compared in one that is dropped afterwards.',
  );
  process.exit(2);
}

const script = await missingMigration(ownerUrl);
if (script === '') {
  console.log('Nothing to write: the migrations make what schema.prisma says.');
} else {
  const timestamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const folder = join(migrationsFolder, `${timestamp}_${name}`);
  mkdirSync(folder);
  writeFileSync(join(folder, 'migration.sql'), script);
  console.log(
    `Wrote ${join(folder, 'migration.sql')}. Row-level security and grants of new tables are yours to add.`,
  );
}
