import { spawn } from 'node:child_process';
import { closeSync, fstatSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
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
  /** Standard output and error are appended here: the child writes on, whatever becomes of this process. */
  logFile: string;
  /** Where the child is remembered. What a killed stack left under this name is ended before the start. */
  pidFile: string;
  /** True once the child serves. Called again and again until then; gets what the child has logged so far. */
  isReady: (started: { pid: number; output: string }) => boolean | Promise<boolean>;
  readyWithinMs: number;
  /** What asks the child to end in order. */
  stopSignal?: NodeJS.Signals;
  /** How long it may take to end in order before it is killed. */
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
  const { name, stopSignal = 'SIGTERM', graceMs = 10_000 } = options;
  await endLeftover(options.pidFile, name, graceMs);
  mkdirSync(dirname(options.logFile), { recursive: true });
  const log = openSync(options.logFile, 'a');
  const logStart = fstatSync(log).size;
  const running = spawn(options.command, options.args, {
    cwd: options.workingDirectory,
    env: options.environment ?? process.env,
    detached: true,
    stdio: ['ignore', log, log],
    ...options.account,
  });
  closeSync(log);

  const outcome = Promise.withResolvers<{
    code: number | null;
    signal: NodeJS.Signals | null;
    failure?: Error;
  }>();
  running.once('exit', (code, signal) => outcome.resolve({ code, signal }));
  running.once('error', (failure) => outcome.resolve({ code: null, signal: null, failure }));

  const pid = running.pid;
  if (pid === undefined) {
    const { failure } = await outcome.promise;
    throw new Error(`${name}: ${options.command} can't be started: ${messageOf(failure)}`, {
      cause: failure,
    });
  }
  rememberProcess(options.pidFile, pid, stopSignal);
  const watchdog = watchOver(pid, stopSignal, graceMs);

  let wanted = false;
  let hasExited = false;
  const exited = outcome.promise.then(({ code, signal }): ChildExit => {
    hasExited = true;
    watchdog.dismiss();
    forgetProcess(options.pidFile);
    return { code, signal, wanted };
  });

  const kill = async (): Promise<void> => {
    wanted = true;
    if (!hasExited) {
      const children = childrenOf(pid); // PostgreSQL's backends leave the process group.
      for (const target of [-pid, ...children]) sendSignal(target, 'SIGKILL');
      await waitUntilGone(children, 5_000);
    }
    await exited;
  };
  const stop = async (): Promise<void> => {
    wanted = true;
    if (!hasExited) sendSignal(pid, stopSignal);
    const patience = new AbortController();
    const outOfPatience = delay(graceMs, true, { signal: patience.signal, ref: false }).catch(() => false);
    if (await Promise.race([outOfPatience, exited.then(() => false)])) await kill();
    patience.abort();
  };

  const child: Child = { name, pid, logFile: options.logFile, exited, stop, kill };
  const output = (): string => readFileSync(options.logFile).subarray(logStart).toString();
  const deadline = Date.now() + options.readyWithinMs;
  try {
    while (!(await options.isReady({ pid, output: output() }))) {
      if (hasExited) throw startFailure(name, 'ended while starting', output(), options.logFile);
      if (Date.now() > deadline) {
        throw startFailure(
          name,
          `was not ready within ${options.readyWithinMs / 1000} s`,
          output(),
          options.logFile,
        );
      }
      await delay(readyPollMs);
    }
  } catch (failure) {
    await kill();
    throw failure;
  }
  return child;
}

/** Why a child did not start: in words and with the fix where its log holds a known cause, else with its last lines. */
function startFailure(name: string, what: string, output: string, logFile: string): Error {
  const lastLines = output.trim().split('\n').slice(-8).join('\n');
  const known: [RegExp, string, string][] = [
    [/no space left on device|disk is full/i, 'the disk is full', 'free some space, then start again.'],
    [
      /address already in use/i,
      'another program has its port',
      'start again: another port is taken, unless you set one.',
    ],
    [
      /permission denied/i,
      'it may not use a file',
      `see ${logFile} for which, and give this account access to it.`,
    ],
  ];
  const cause = known.find(([pattern]) => pattern.test(output));
  if (cause) return new SetupProblem(`${name} ${what}: ${cause[1]}.\n${lastLines}`, cause[2]);
  return new Error(`${name} ${what}. Its last lines (${logFile}):\n${lastLines || '(none)'}`);
}
