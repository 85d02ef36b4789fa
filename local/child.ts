import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { openLog } from './log-file.ts';
import { endLeftover, forgetProcess, rememberProcess } from './pid-file.ts';
import { messageOf, SetupProblem } from './problem.ts';
import { childrenOf, sendSignal, waitUntilGone } from './processes.ts';
import { watchOver } from './watchdog.ts';

export interface ChildOptions {
  /** How the child is called in messages. */
  name: string;
  command: string;
  args: string[];
  environment?: NodeJS.ProcessEnv;
  workingDirectory?: string;
  /** Run as this account (only root may). */
  account?: { uid: number; gid: number } | undefined;
  /** Standard output and error are appended here: the child can write on, whatever becomes of this process. */
  logFile: string;
  /** Where the child is remembered. What a killed stack left under this name is ended before the start. */
  pidFile: string;
  /** True once the child serves. Called again and again until then, with what the child has logged so far. */
  isReady: (started: { pid: number; output: string }) => boolean | Promise<boolean>;
  readyWithinMs: number;
  /** What asks the child to end in order; default SIGTERM. */
  stopSignal?: NodeJS.Signals;
  /** How long it may take to end in order before it is killed; default 10 s. */
  graceMs?: number;
}

export interface ChildExit {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Whether `stop` or `kill` was called. */
  wanted: boolean;
}

export interface Child {
  name: string;
  pid: number;
  logFile: string;
  /** Resolves when the child has ended, for whatever reason. Never rejects. */
  exited: Promise<ChildExit>;
  /** Asks the child to end, and kills it after its grace. Resolves when it has ended; may be called again. */
  stop: () => Promise<void>;
  /** Kills the child and its own children with SIGKILL. Resolves when all have ended. */
  kill: () => Promise<void>;
}

const readyPollMs = 20;

/**
 * Starts a program and resolves once it is ready. It runs in a process group of its own, so that Ctrl-C reaches
 * only this process, which then stops its parts in order; and it is ended when this process dies, even by SIGKILL.
 * Throws with the last lines that the child logged if it ends, or isn't ready in time.
 */
export async function startChild(options: ChildOptions): Promise<Child> {
  await endLeftover(options.pidFile, options.name, options.graceMs ?? 10_000);
  const log = openLog(options.logFile);
  try {
    const child = await spawnChild(options, log.descriptor);
    await becomesReady(child, options, () => log.output());
    return child;
  } finally {
    log.close();
  }
}

async function spawnChild(options: ChildOptions, logDescriptor: number): Promise<Child> {
  const { name, logFile, pidFile, stopSignal = 'SIGTERM', graceMs = 10_000 } = options;
  const running = spawn(options.command, options.args, {
    cwd: options.workingDirectory,
    env: options.environment ?? process.env,
    detached: true,
    stdio: ['ignore', logDescriptor, logDescriptor],
    ...options.account,
  });
  const ended = Promise.withResolvers<{ code: number | null; signal: NodeJS.Signals | null }>();
  const failed = Promise.withResolvers<Error>();
  running.once('exit', (code, signal) => ended.resolve({ code, signal }));
  running.once('error', failed.resolve);
  const pid = running.pid;
  if (pid === undefined) {
    const failure = await failed.promise;
    throw new Error(`${name} can't be started: ${messageOf(failure)}`, { cause: failure });
  }
  rememberProcess(pidFile, pid, stopSignal);
  const watchdog = watchOver(pid, stopSignal, graceMs);

  let wanted = false;
  let hasEnded = false;
  const exited = ended.promise.then((exit): ChildExit => {
    hasEnded = true;
    watchdog.dismiss();
    forgetProcess(pidFile);
    return { ...exit, wanted };
  });
  const kill = async (): Promise<void> => {
    wanted = true;
    if (!hasEnded) {
      const children = childrenOf(pid); // PostgreSQL's backends leave the process group.
      for (const target of [-pid, ...children]) sendSignal(target, 'SIGKILL');
      await waitUntilGone(children, 5_000);
    }
    await exited;
  };
  const stop = async (): Promise<void> => {
    wanted = true;
    if (!hasEnded) sendSignal(pid, stopSignal);
    const patience = new AbortController();
    const outOfPatience = delay(graceMs, true, { signal: patience.signal }).catch(() => false);
    if (await Promise.race([outOfPatience, exited.then(() => false)])) await kill();
    patience.abort();
  };
  return { name, pid, logFile, exited, stop, kill };
}

/** Waits for `isReady`. Kills the child and throws if it ends, or takes too long. */
async function becomesReady(child: Child, options: ChildOptions, output: () => string): Promise<void> {
  const { name, logFile, isReady, readyWithinMs } = options;
  const deadline = Date.now() + readyWithinMs;
  let hasEnded = false;
  void child.exited.then(() => (hasEnded = true));
  try {
    while (!(await isReady({ pid: child.pid, output: output() }))) {
      if (hasEnded) throw startFailure(`${name} ended while starting`, output(), logFile);
      if (Date.now() > deadline) {
        throw startFailure(`${name} was not ready within ${readyWithinMs / 1000} s`, output(), logFile);
      }
      await delay(readyPollMs);
    }
  } catch (failure) {
    await child.kill();
    throw failure;
  }
}

/** Causes that a person can do something about, by what the child logs of them. */
const knownCauses: { pattern: RegExp; cause: string; fix: string }[] = [
  {
    pattern: /no space left on device|disk is full/i,
    cause: 'the disk is full',
    fix: 'free some space, then start again.',
  },
  {
    pattern: /address already in use/i,
    cause: 'another program took its port in this very moment',
    fix: 'start again; a port that you did not set yourself is chosen anew.',
  },
];

function startFailure(what: string, output: string, logFile: string): Error {
  const lastLines = output.trim().split('\n').slice(-8).join('\n');
  const known = knownCauses.find(({ pattern }) => pattern.test(output));
  if (known) return new SetupProblem(`${what}: ${known.cause}.\n${lastLines}`, known.fix);
  return new Error(`${what}. Its last lines (${logFile}):\n${lastLines || '(none)'}`);
}
