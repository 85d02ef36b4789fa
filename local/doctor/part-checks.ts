import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startPostgres } from '../postgres.ts';
import { messageOf, SetupProblem } from '../problem.ts';
import { findTemporalBinary, type TemporalProgram } from '../temporal-binary.ts';
import { startTemporalServer } from '../temporal-server.ts';
import type { Check, CheckResult } from './check.ts';

/** Checks that start the parts for real, in a directory of their own beside the data. */
export function partChecks(dataDir: string): Check[] {
  return [
    { name: 'Temporal program', run: () => checkBinary('temporal', 'fail') },
    { name: 'Temporal test server', run: () => checkBinary('temporal-test-server', 'warn') },
    {
      name: 'Temporal starts',
      run: () => checkStart(dataDir, (scratch) => startTemporalServer({ dataDir: scratch })),
    },
    {
      name: 'PostgreSQL starts',
      run: () => checkStart(dataDir, (scratch) => startPostgres({ dataDir: scratch })),
    },
  ];
}

/** `without`: how bad it is not to have it. The test server is for `npm test` only. */
async function checkBinary(program: TemporalProgram, without: 'warn' | 'fail'): Promise<CheckResult> {
  try {
    const { path, source, version } = await findTemporalBinary(program);
    return { status: 'ok', found: `${path} (${[source, version].filter(Boolean).join('; ')})` };
  } catch (failure) {
    return failed(failure, without);
  }
}

async function checkStart(
  dataDir: string,
  start: (scratch: string) => Promise<{ stop: () => Promise<void> }>,
): Promise<CheckResult> {
  const scratch = await mkdtemp(join(dataDir, 'doctor-'));
  try {
    const startedAt = Date.now();
    const part = await start(scratch);
    const seconds = (Date.now() - startedAt) / 1000;
    await part.stop();
    return { status: 'ok', found: `in ${seconds.toFixed(1)} s` };
  } catch (failure) {
    return failed(failure, 'fail');
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function failed(failure: unknown, status: 'warn' | 'fail'): CheckResult {
  if (failure instanceof SetupProblem) return { status, found: failure.problem, fix: failure.fix };
  return { status, found: messageOf(failure), fix: 'see the lines above; they are the program’s own.' };
}
