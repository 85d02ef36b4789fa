import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const repository = resolve(import.meta.dirname, '..');

/** Where the local stack keeps everything that it must find again: `SAMOVAR_DATA_DIR`, or `.samovar/` in the repository. */
export function dataDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  return resolve(environment['SAMOVAR_DATA_DIR'] || join(repository, '.samovar'));
}

/**
 * Where downloaded programs are kept: `SAMOVAR_CACHE_DIR`, or `.samovar/bin/` in the repository. Not under
 * `SAMOVAR_DATA_DIR`, so that a second stack on a directory of its own does not download 150 MB again.
 */
export function cacheDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  return resolve(environment['SAMOVAR_CACHE_DIR'] || join(repository, '.samovar', 'bin'));
}

/** The folder `name` under `dataDir`, created if needed. `log` holds log files, `run` pid files, the rest one part each. */
export function folderIn(dataDir: string, name: string): string {
  const folder = join(resolve(dataDir), name);
  mkdirSync(folder, { recursive: true });
  return folder;
}
