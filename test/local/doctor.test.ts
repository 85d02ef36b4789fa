import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { startChild } from '../../local/child.ts';
import type { CheckResult } from '../../local/doctor/check.ts';
import { machineChecks } from '../../local/doctor/machine-checks.ts';
import { stateChecks } from '../../local/doctor/state-checks.ts';
import { writeJson } from '../../local/json-file.ts';
import { choosePort } from '../../local/ports.ts';
import { localSecrets } from '../../local/secrets.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const doctor = join(import.meta.dirname, '../../local/doctor.ts');

/** Doctor starts PostgreSQL and Temporal, and asks npm and the registry: 4 s on a machine that does nothing else. */
const startsForRealMs = 120_000;

/** Runs `npm run doctor`'s script; its status, and what it found by name. */
async function runDoctor(environment: Record<string, string>): Promise<{ status: number; output: string }> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [doctor], {
      env: { ...process.env, ...environment },
    });
    return { status: 0, output: stdout };
  } catch (failure) {
    const { code, stdout } = failure as { code: number; stdout: string };
    return { status: code, output: stdout };
  }
}

async function checked(name: string, dataDir: string): Promise<CheckResult | undefined> {
  return [...machineChecks(dataDir), ...stateChecks(dataDir)].find((check) => check.name === name)?.run();
}

test('finds a machine in order on which the stack starts', { timeout: startsForRealMs }, async () => {
  const { status, output } = await runDoctor({ SAMOVAR_DATA_DIR: temporaryDirectory() });
  expect(output).not.toMatch(/^fail/m);
  expect(output).toMatch(/^ok +PostgreSQL starts +in \d/m);
  expect(output).toMatch(/^ok +Temporal starts +in \d/m);
  expect(output).toContain('The local stack can start.');
  expect(status).toBe(0);
});

test(
  'names what keeps the stack from starting, with the fix, and ends with status 1',
  { timeout: startsForRealMs },
  async () => {
    const { status, output } = await runDoctor({
      SAMOVAR_DATA_DIR: temporaryDirectory(),
      TEMPORAL_CLI: '/no/such/temporal',
    });
    expect(output).toMatch(
      /^fail +Temporal program +the setting TEMPORAL_CLI names \/no\/such\/temporal.*\n +fix: name another/m,
    );
    expect(status).toBe(1);
  },
);

test('warns of a port that another program took', async () => {
  const dataDir = temporaryDirectory();
  const port = await choosePort({ dataDir, name: 'api', setting: 'SAMOVAR_API_PORT=...' });
  expect(await checked('Ports', dataDir)).toEqual({ status: 'ok', found: 'free' });

  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  expect(await checked('Ports', dataDir)).toMatchObject({
    status: 'warn',
    found: `in use by another program: ${port} (api)`,
  });
});

test('tells a running stack from one that was killed', async () => {
  const dataDir = temporaryDirectory();
  expect(await checked('Running parts', dataDir)).toEqual({ status: 'ok', found: 'none' });

  const pidFile = join(dataDir, 'run', 'worker.json');
  const child = await startChild({
    name: 'worker',
    command: process.execPath,
    args: ['-e', 'setInterval(() => {}, 1000)'],
    logFile: join(dataDir, 'log', 'worker.log'),
    pidFile,
    isReady: () => true,
    readyWithinMs: 1_000,
  });
  onTestFinished(() => child.kill());
  expect(await checked('Running parts', dataDir)).toEqual({
    status: 'ok',
    found: `a stack is running: worker (pid ${child.pid})`,
  });
});

test('warns of keys that others can read, and refuses damaged ones', async () => {
  const dataDir = temporaryDirectory();
  expect(await checked('Keys', dataDir)).toMatchObject({
    status: 'ok',
    found: expect.stringContaining('none yet') as string,
  });

  const secrets = localSecrets(dataDir);
  const file = join(dataDir, 'secrets.json');
  expect(await checked('Keys', dataDir)).toEqual({ status: 'ok', found: file });

  writeJson(file, secrets, 0o644);
  expect(await checked('Keys', dataDir)).toMatchObject({ status: 'warn', fix: `chmod 600 ${file}` });

  writeJson(file, { ...secrets, sealingKeys: `local1:${randomBytes(8).toString('base64')}` }, 0o600);
  expect(await checked('Keys', dataDir)).toMatchObject({ status: 'fail' });
});

test('says which directory can not be written', async () => {
  const file = join(temporaryDirectory(), 'a-file');
  writeJson(file, {});
  expect(await checked('Data directory', file)).toMatchObject({
    status: 'fail',
    found: `${file} can't be written (EEXIST)`,
    fix: expect.stringContaining('SAMOVAR_DATA_DIR') as string,
  });
});
