import { rmSync } from 'node:fs';
import { readJson, writeJson } from './json-file.ts';
import { SetupProblem } from './problem.ts';
import { endProcess, processIdentity } from './processes.ts';

/** A process as remembered on disk. `identity` keeps another process with a reused pid from being taken for it. */
interface RememberedProcess {
  pid: number;
  identity: string;
}

interface PidFile {
  child: RememberedProcess;
  /** The process that started the child. While it runs, the child is in use. */
  owner: RememberedProcess;
  stopSignal: NodeJS.Signals;
}

/** What a killed stack left has lost the parts that it worked with: there is little for it to finish. */
const longestLeftoverGraceMs = 10_000;

/** Remembers a child on disk, so that a later start can end it if this process is killed. */
export function rememberProcess(file: string, pid: number, stopSignal: NodeJS.Signals): void {
  const child = { pid, identity: processIdentity(pid) ?? '' };
  const owner = { pid: process.pid, identity: processIdentity(process.pid) ?? '' };
  writeJson(file, { child, owner, stopSignal } satisfies PidFile);
}

export function forgetProcess(file: string): void {
  rmSync(file, { force: true });
}

/**
 * The process remembered in the file, if that very one still runs: `isOrphan` if the process that started it is gone.
 * A process that merely has the same pid is not it.
 */
export function rememberedProcess(
  file: string,
): { pid: number; ownerPid: number; isOrphan: boolean } | undefined {
  const remembered = readPidFile(file);
  if (!remembered || !stillRuns(remembered.child)) return undefined;
  const { child, owner } = remembered;
  return { pid: child.pid, ownerPid: owner.pid, isOrphan: !stillRuns(owner) };
}

/**
 * Ends what a killed stack left running under this file, and says which pid that was. Never touches anybody else's
 * process. Throws a SetupProblem if the stack which started it still runs.
 */
export async function endLeftover(file: string, name: string, graceMs: number): Promise<number | undefined> {
  const leftover = rememberedProcess(file);
  if (leftover && !leftover.isOrphan) {
    throw new SetupProblem(
      `${name} is already running in this data directory (pid ${leftover.pid}, started by pid ${leftover.ownerPid}).`,
      'stop that stack first (Ctrl-C where it runs), or set SAMOVAR_DATA_DIR to another directory for a second one.',
    );
  }
  if (leftover) {
    const stopSignal = readPidFile(file)?.stopSignal ?? 'SIGTERM';
    await endProcess(leftover.pid, stopSignal, Math.min(graceMs, longestLeftoverGraceMs));
  }
  forgetProcess(file);
  return leftover?.pid;
}

function readPidFile(file: string): PidFile | undefined {
  return readJson<PidFile | undefined>(file, undefined);
}

function stillRuns({ pid, identity }: RememberedProcess): boolean {
  return identity !== '' && processIdentity(pid) === identity;
}
