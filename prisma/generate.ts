import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';

const repository = join(import.meta.dirname, '..');
const executables = join(repository, 'node_modules/.bin');

/**
 * Writes `store/database.ts`, the types of all tables, from `prisma/schema.prisma`, both in `folder`. Throws with
 * what Prisma said when the schema isn't valid.
 */
export function generateTypes(folder = repository): void {
  const environment = {
    ...process.env,
    PATH: `${executables}${delimiter}${process.env['PATH'] ?? ''}`, // the generator is found there
    // Generating needs no schema engine, but the CLI would download one if it saw none: any program will do.
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
  };
  const { status, stderr, stdout } = spawnSync(process.execPath, [join(executables, 'prisma'), 'generate'], {
    cwd: folder,
    env: environment,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The types could not be generated:\n${stderr}${stdout}`);
}

if (import.meta.main) generateTypes();
