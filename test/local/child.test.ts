import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startChild, type Child, type ChildOptions } from '../../local/child.ts';
import { endLeftover } from '../../local/pid-file.ts';
import { isRunning, sendSignal, waitUntilGone } from '../../local/processes.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const obedient =
  "process.on('SIGTERM', () => process.exit(3)); console.log('ready'); setInterval(() => {}, 1000);";
const stubborn = "process.on('SIGTERM', () => {}); console.log('ready'); setInterval(() => {}, 1000);";

function childOptions(program: string, overrides: Partial<ChildOptions> = {}): ChildOptions {
  const directory = temporaryDirectory();
  return {
    name: 'the child',
    command: process.execPath,
    args: ['-e', program],
    logFile: join(directory, 'child.log'),
    pidFile: join(directory, 'child.json'),
    isReady: ({ output }) => output.includes('ready'),
    readyWithinMs: 10_000,
    ...overrides,
  };
}

async function startedChild(options: ChildOptions): Promise<Child> {
  const child = await startChild(options);
  onTestFinished(() => child.kill());
  return child;
}

/** Runs a parent with a child of its own; resolves when the child is ready. */
async function parentWithChild(
  dataDir: string,
  program: string,
): Promise<{ parentPid: number; childPid: number }> {
  const fixture = join(import.meta.dirname, 'fixtures', 'child-of-a-killed-parent.ts');
  const parent = spawn(process.execPath, [fixture, dataDir, process.execPath, '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const childPid = Number(line.toString());
  onTestFinished(() => {
    parent.kill('SIGKILL');
    sendSignal(childPid, 'SIGKILL');
  });
  return { parentPid: parent.pid ?? 0, childPid };
}

test('stops a child in order, and says how it ended', async () => {
  const child = await startedChild(childOptions(obedient));
  await child.stop();
  expect(await child.exited).toEqual({ code: 3, signal: null, wanted: true });
  await child.stop();
});

test('kills a child that does not end within its grace', async () => {
  const child = await startedChild(childOptions(stubborn, { graceMs: 100 }));
  await child.stop();
  expect(await child.exited).toEqual({ code: null, signal: 'SIGKILL', wanted: true });
});

test('tells an end that nobody asked for from a wanted one', async () => {
  const child = await startedChild(childOptions(obedient));
  sendSignal(child.pid, 'SIGKILL');
  expect(await child.exited).toEqual({ code: null, signal: 'SIGKILL', wanted: false });
});

test('a child that ends while starting is reported with its own last words', async () => {
  const options = childOptions("console.error('the config file is missing'); process.exit(7)");
  await expect(startChild(options)).rejects.toThrow(
    /the child ended while starting.*the config file is missing/s,
  );
  expect(existsSync(options.pidFile)).toBe(false);
});

test('a full disk is named as such, with the fix', async () => {
  const options = childOptions("console.error('write: No space left on device'); process.exit(1)");
  await expect(startChild(options)).rejects.toThrow(/the disk is full.*Fix: free some space/s);
});

test('a child that is not ready in time is killed', async () => {
  const options = childOptions('console.log(process.pid); setInterval(() => {}, 1000)', {
    readyWithinMs: 300,
  });
  await expect(startChild(options)).rejects.toThrow('was not ready within 0.3 s');
  const pid = Number(readFileSync(options.logFile, 'utf8'));
  if (pid > 0) expect(isRunning(pid)).toBe(false);
});

test('a program that is not there is reported by its name', async () => {
  await expect(startChild(childOptions('', { command: '/no/such/program' }))).rejects.toThrow(
    "the child can't be started: spawn /no/such/program ENOENT",
  );
});

test('no child outlives a parent that was killed with SIGKILL', async () => {
  const { parentPid, childPid } = await parentWithChild(temporaryDirectory(), obedient);
  sendSignal(parentPid, 'SIGKILL');
  expect(await waitUntilGone([childPid], 10_000)).toBe(true);
});

test('not even a child that ignores being told to end', async () => {
  const { parentPid, childPid } = await parentWithChild(temporaryDirectory(), stubborn);
  sendSignal(parentPid, 'SIGKILL');
  expect(await waitUntilGone([childPid], 10_000)).toBe(true);
});

test('a new start ends what a killed parent left behind', async () => {
  const options = childOptions(obedient);
  const dataDir = join(options.pidFile, '..');
  const { parentPid, childPid } = await parentWithChild(dataDir, stubborn);
  sendSignal(parentPid, 'SIGKILL');
  await waitUntilGone([parentPid], 5_000);

  const child = await startedChild({ ...options, graceMs: 100 });
  expect(isRunning(childPid)).toBe(false);
  expect(isRunning(child.pid)).toBe(true);
});

test('a second start beside a running one is refused, and ends nothing', async () => {
  const options = childOptions(obedient);
  const { parentPid, childPid } = await parentWithChild(join(options.pidFile, '..'), obedient);
  await expect(startChild(options)).rejects.toThrow(
    `already running in this data directory (pid ${childPid}, started by pid ${parentPid})`,
  );
  expect([parentPid, childPid].every(isRunning)).toBe(true);
});

test("another program that got a dead child's pid is left alone", async () => {
  const options = childOptions(obedient);
  const child = await startedChild(options);
  const remembered = readFileSync(options.pidFile, 'utf8');
  await child.stop();

  const stranger = await startedChild(childOptions(obedient));
  writeFileSync(options.pidFile, remembered.replaceAll(String(child.pid), String(stranger.pid)));
  expect(await endLeftover(options.pidFile, 'the child', 100)).toBeUndefined();
  expect(isRunning(stranger.pid)).toBe(true);
});
