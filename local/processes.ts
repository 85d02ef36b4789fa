import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** What `/proc/<pid>/stat` says, see proc_pid_stat(5). The command may hold spaces and brackets, so fields are counted behind its last `)`. */
function linuxStat(pid: number): { state: string; parent: number; startTicks: string } | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', parent: Number(fields[1]), startTicks: fields[19] ?? '' };
}

function ps(columns: string, ...selection: string[]): string {
  try {
    return execFileSync('ps', [...selection, '-o', columns], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return '';
  }
}

/** Whether the process still runs. A zombie (ended, but never reaped: usual for orphans in a container) does not. */
export function isRunning(pid: number): boolean {
  if (process.platform === 'linux') {
    const stat = linuxStat(pid);
    return stat !== undefined && stat.state !== 'Z' && stat.state !== 'X';
  }
  const state = ps('state=', '-p', String(pid)).trim();
  return state !== '' && !state.startsWith('Z');
}

/**
 * Tells one process from every other one that ever has the same pid: when it was started, to the clock tick
 * on Linux (with the id of this boot), to the second elsewhere. Undefined if no such process runs.
 */
export function processIdentity(pid: number): string | undefined {
  if (!isRunning(pid)) return undefined;
  if (process.platform === 'linux') {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = linuxStat(pid);
    return stat && `${boot} ${stat.startTicks}`;
  }
  return ps('lstart=', '-p', String(pid)).trim() || undefined;
}

/** The command line of a running process, '' if there is none. */
export function commandLine(pid: number): string {
  if (process.platform !== 'linux') return ps('command=', '-p', String(pid)).trim();
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}

/** Pids of the running processes whose parent is `pid`. */
export function childrenOf(pid: number): number[] {
  if (process.platform === 'linux') {
    return readdirSync('/proc')
      .filter((entry) => /^\d+$/.test(entry))
      .map(Number)
      .filter((candidate) => linuxStat(candidate)?.parent === pid);
  }
  return ps('pid=,ppid=', '-ax')
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([child, parent]) => (child !== undefined && parent === pid ? [child] : []));
}

/** Sends a signal; false if there is no such process. A negative pid is a process group. */
export function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}

/** Resolves to true once none of the processes runs, to false after `withinMs`. */
export async function waitUntilGone(pids: number[], withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (pids.some(isRunning)) {
    if (Date.now() >= deadline) return false;
    await delay(10);
  }
  return true;
}

/** Asks the process to end by `signal`, and kills it if it still runs after `graceMs`. Resolves when it is gone. */
export async function endProcess(pid: number, signal: NodeJS.Signals, graceMs: number): Promise<void> {
  sendSignal(pid, signal);
  if (await waitUntilGone([pid], graceMs)) return;
  sendSignal(pid, 'SIGKILL');
  await waitUntilGone([pid], 5_000);
}
