import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startPostgres } from '../../local/postgres.ts';
import { isRunning, sendSignal, waitUntilGone } from '../../local/processes.ts';
import { startTemporalServer } from '../../local/temporal-server.ts';
import { temporaryDirectory } from './temporary-directory.ts';

interface Started {
  pid: number;
  port: number;
}

async function runningStack(dataDir: string): Promise<{ stackPid: number; parts: Started[] }> {
  const fixture = join(import.meta.dirname, 'fixtures', 'killed-stack.ts');
  const stack = spawn(process.execPath, [fixture, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(stack.stdout, 'data')) as [Buffer];
  const parts = JSON.parse(line.toString()) as Started[];
  onTestFinished(() => {
    for (const pid of [stack.pid ?? 0, ...parts.map((part) => part.pid)])
      if (pid > 0) sendSignal(pid, 'SIGKILL');
  });
  return { stackPid: stack.pid ?? 0, parts };
}

test('PostgreSQL and Temporal end with a stack that was killed', async () => {
  const { stackPid, parts } = await runningStack(temporaryDirectory());
  sendSignal(stackPid, 'SIGKILL');
  expect(
    await waitUntilGone(
      parts.map(({ pid }) => pid),
      20_000,
    ),
  ).toBe(true);
});

test('a stack started right after the kill ends what is left and takes over its ports', async () => {
  const dataDir = temporaryDirectory();
  const killed = await runningStack(dataDir);
  sendSignal(killed.stackPid, 'SIGKILL');
  await waitUntilGone([killed.stackPid], 5_000);

  const [postgres, temporal] = await Promise.all([
    startPostgres({ dataDir }),
    startTemporalServer({ dataDir }),
  ]);
  onTestFinished(async () => void (await Promise.all([postgres.stop(), temporal.kill()])));
  expect([postgres.port, temporal.port]).toEqual(killed.parts.map(({ port }) => port));
  expect(killed.parts.some(({ pid }) => isRunning(pid))).toBe(false);
});

test('a second stack in the same directory is refused, and the first runs on', async () => {
  const dataDir = temporaryDirectory();
  const { parts } = await runningStack(dataDir);
  await expect(startPostgres({ dataDir })).rejects.toThrow(
    'PostgreSQL is already running in this data directory',
  );
  await expect(startTemporalServer({ dataDir })).rejects.toThrow(
    'Temporal is already running in this data directory',
  );
  expect(parts.every(({ pid }) => isRunning(pid))).toBe(true);
});
