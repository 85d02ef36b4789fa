import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine, endProcess, isRunning } from './processes.ts';

/** What a running postmaster writes of itself: line 1 pid, line 8 state (src/include/utils/pidfile.h). */
function readLock(dataFolder: string): { pid: number; state: string } | undefined {
  try {
    const lines = readFileSync(join(dataFolder, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), state: (lines[7] ?? '').trim() };
  } catch {
    return undefined;
  }
}

/** Whether the postmaster with this pid accepts connections, read as pg_ctl reads it. */
export function isPostmasterReady(dataFolder: string, pid: number): boolean {
  const lock = readLock(dataFolder);
  return lock?.pid === pid && lock.state === 'ready';
}

/**
 * Makes way for a new postmaster: ends one that a killed stack left behind, and removes a lock whose pid has since
 * been given to another program (PostgreSQL would take that program for a postmaster, and refuse to start).
 */
export async function clearLock(dataFolder: string): Promise<void> {
  const lock = readLock(dataFolder);
  if (!lock) return;
  if (isRunning(lock.pid)) {
    // A postmaster keeps the command line that it was started with: ours names this very folder.
    const command = commandLine(lock.pid);
    if (command.includes('postgres') && command.includes(dataFolder)) {
      await endProcess(lock.pid, 'SIGINT', 10_000); // SIGINT: fast shutdown.
    }
  }
  rmSync(join(dataFolder, 'postmaster.pid'), { force: true });
}
