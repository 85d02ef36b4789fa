import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { codeOf, SetupProblem } from './problem.ts';

/**
 * What `writeJson` wrote to the file, or `fallback` if there is none. Throws a SetupProblem with `fix` if it holds
 * something else.
 */
export function readJson<Content>(
  file: string,
  fallback: Content,
  fix = 'delete it; it is made anew.',
): Content {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (failure) {
    if (codeOf(failure) === 'ENOENT') return fallback;
    throw failure;
  }
  try {
    return JSON.parse(text) as Content;
  } catch (failure) {
    throw new SetupProblem(`${file} is damaged.`, fix, { cause: failure });
  }
}

/** Writes the file whole or not at all, whenever this process is killed. `mode` says who may read it. */
export function writeJson(file: string, content: unknown, mode = 0o644): void {
  mkdirSync(dirname(file), { recursive: true });
  const fresh = `${file}.${process.pid}.new`;
  writeFileSync(fresh, JSON.stringify(content, null, 2), { mode });
  renameSync(fresh, file);
}
