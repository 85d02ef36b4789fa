import { join } from 'node:path';
import { startChild, type Child } from './child.ts';
import { folderIn } from './data-directory.ts';

const repository = join(import.meta.dirname, '..');

export interface ProductProcessOptions {
  readonly dataDir: string;
  /** How logs and process files are called: `worker`, `api`. */
  readonly name: string;
  /** The process's script, from the repository's root. */
  readonly script: string;
  readonly environment: Readonly<Record<string, string>>;
  /** What its log says once it serves. */
  readonly readyMessage: string;
  readonly graceMs: number;
}

/** Starts a process of the product as production does: its script, and settings by the environment alone. */
export function startProductProcess(options: ProductProcessOptions): Promise<Child> {
  const { dataDir, name, script, environment, readyMessage, graceMs } = options;
  return startChild({
    name: `The ${name}`,
    command: process.execPath,
    args: ['--enable-source-maps', join(repository, script)],
    workingDirectory: repository,
    environment: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...environment },
    logFile: join(folderIn(dataDir, 'log'), `${name}.log`),
    pidFile: join(folderIn(dataDir, 'run'), `${name}.json`),
    isReady: ({ output }) => output.includes(`"${readyMessage}"`),
    readyWithinMs: 60_000,
    graceMs,
  });
}
