import { expect, test } from 'vitest';
import type { ChildExit } from '../../local/child.ts';
import { keepRunning } from '../../local/keep-running.ts';

/** A part whose end the test decides. */
function createPart() {
  const { promise, resolve } = Promise.withResolvers<ChildExit>();
  return {
    exited: promise,
    stop: async () => resolve({ code: 0, signal: null, wanted: true }),
    crash: () => resolve({ code: 1, signal: null, wanted: false }),
  };
}

type TestPart = ReturnType<typeof createPart>;

/** Starts parts on demand, and lets the test await each start. */
function createStarts(failures: Error[] = []) {
  const parts: TestPart[] = [];
  let heard = Promise.withResolvers<void>();
  return {
    start: async (): Promise<TestPart> => {
      const failure = parts.length > 0 ? failures.shift() : undefined;
      if (failure) throw failure;
      parts.push(createPart());
      heard.resolve();
      heard = Promise.withResolvers();
      return parts.at(-1) as TestPart;
    },
    parts,
    untilCount: async (count: number) => {
      while (parts.length < count) await heard.promise;
    },
  };
}

test('starts a part again when it ends by itself', async () => {
  const starts = createStarts();
  const kept = await keepRunning(starts.start, { name: 'worker', firstDelayMs: 1 });
  starts.parts[0]?.crash();
  await starts.untilCount(2);
  starts.parts[1]?.crash();
  await starts.untilCount(3);
  await kept.stop();
  expect(starts.parts.length).toBe(3);
});

test('leaves a part alone that was told to end', async () => {
  const starts = createStarts();
  const kept = await keepRunning(starts.start, { name: 'worker', firstDelayMs: 1 });
  await starts.parts[0]?.stop();
  await kept.stop();
  expect(starts.parts.length).toBe(1);
});

test('waits longer with each failure in a row, and says why', async () => {
  const starts = createStarts([new Error('no database'), new Error('no database')]);
  const lines: string[] = [];
  const kept = await keepRunning(starts.start, {
    name: 'worker',
    firstDelayMs: 1,
    report: (line) => lines.push(line),
  });
  starts.parts[0]?.crash();
  await starts.untilCount(2);
  starts.parts[1]?.crash();
  await starts.untilCount(3);
  await kept.stop();
  expect(lines).toEqual([
    'worker ended (status 1); starting it again in 1 ms.',
    'worker did not start: no database',
    'worker did not start: no database',
    'worker ended (status 1); starting it again in 8 ms.',
  ]);
});

test('reports a first start that fails to its caller', async () => {
  await expect(
    keepRunning(async () => Promise.reject(new Error('no binary')), { name: 'worker' }),
  ).rejects.toThrow('no binary');
});

test('stopping ends the wait for the next start', async () => {
  const starts = createStarts();
  const kept = await keepRunning(starts.start, {
    name: 'worker',
    firstDelayMs: 3_600_000,
    longestDelayMs: 3_600_000,
  });
  starts.parts[0]?.crash();
  await starts.parts[0]?.exited;
  await kept.stop();
  expect(starts.parts.length).toBe(1);
});
