import { setTimeout as delay } from 'node:timers/promises';
import type { ChildExit } from './child.ts';
import { messageOf } from './problem.ts';

/** A part of the stack that can end by itself. */
export interface Part {
  exited: Promise<ChildExit>;
  stop: () => Promise<void>;
}

export interface KeepRunningOptions {
  /** Told in a sentence whenever the part ended, or could not be started again. */
  report?: (line: string) => void;
  name: string;
  /** Wait before the first restart; doubled with each failure in a row. */
  firstDelayMs?: number;
  longestDelayMs?: number;
}

export interface KeptPart<Kept extends Part> {
  /** The part as it runs now. */
  current: () => Kept;
  /** Stops it for good. */
  stop: () => Promise<void>;
}

/**
 * Starts a part, and again whenever it ends without having been told to by `stop` or `kill`, later and later if it
 * keeps ending. Throws if the first start fails.
 */
export async function keepRunning<Kept extends Part>(
  start: () => Promise<Kept>,
  { name, report = () => undefined, firstDelayMs = 200, longestDelayMs = 10_000 }: KeepRunningOptions,
): Promise<KeptPart<Kept>> {
  let current = await start();
  let startedAt = Date.now();
  const stopping = new AbortController();

  const startAgain = async (): Promise<void> => {
    let delayMs = firstDelayMs;
    for (;;) {
      const exit = await current.exited;
      if (exit.wanted || stopping.signal.aborted) return;
      if (Date.now() - startedAt > longestDelayMs) delayMs = firstDelayMs; // It ran well before.
      report(`${name} ended (${exit.signal ?? `status ${exit.code}`}); starting it again in ${delayMs} ms.`);
      while (!(await started(delayMs))) delayMs = Math.min(2 * delayMs, longestDelayMs);
      delayMs = Math.min(2 * delayMs, longestDelayMs);
    }
  };

  /** Whether there is no more to start: it runs, or is to stop. */
  const started = async (delayMs: number): Promise<boolean> => {
    await delay(delayMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    if (stopping.signal.aborted) return true;
    try {
      current = await start();
      startedAt = Date.now();
      if (stopping.signal.aborted) await current.stop();
      return true;
    } catch (failure) {
      report(`${name} did not start: ${messageOf(failure)}`);
      return false;
    }
  };

  const watching = startAgain();
  return {
    current: () => current,
    stop: async () => {
      stopping.abort();
      await current.stop();
      await watching;
    },
  };
}
