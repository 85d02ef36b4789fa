import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';

export type SdkProgram = 'temporal' | 'temporal-test-server';

/** Releases with which the stack was tested. The test server is released with Temporal's Java SDK. */
const versions: Record<SdkProgram, string> = { temporal: 'v1.9.1', 'temporal-test-server': 'v1.40.0' };

/** Where nothing arrives for so long, the network swallows what is sent to it. */
const stalledAfterMs = 8_000;

/**
 * Lets the SDK download a program as it does for its own test environment, and moves it to `destination`.
 * In a process of its own, because the SDK's download has no time limit and can't be called off.
 */
export async function downloadWithSdk(
  program: SdkProgram,
  cache: string,
  destination: string,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  const folder = mkdtempSync(join(cache, 'download-'));
  try {
    await runStandalone(program, folder, environment);
    const [file] = readdirSync(folder);
    if (file === undefined) throw new Error('nothing was downloaded');
    chmodSync(join(folder, file), 0o755);
    renameSync(join(folder, file), destination);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runStandalone(
  program: SdkProgram,
  folder: string,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  const download = spawn(process.execPath, [import.meta.filename, program, folder], {
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaint = '';
  download.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  let size = 0;
  let grownAt = Date.now();
  const watch = setInterval(() => {
    const now = sizeOf(folder);
    if (now !== size) grownAt = Date.now();
    size = now;
    if (Date.now() - grownAt > stalledAfterMs) {
      complaint += `nothing arrived for ${stalledAfterMs / 1000} s`;
      download.kill('SIGKILL');
    }
  }, 250);
  const code = await new Promise<number | null>((resolve) => download.once('close', resolve));
  clearInterval(watch);
  // The SDK repeats the address in each layer of its message; the last part is the reason.
  const reason = complaint.trim().split(': ').at(-1) || `status ${code}`;
  if (code !== 0) throw new Error(`temporal.download could not be used: ${reason}`);
}

function sizeOf(folder: string): number {
  return readdirSync(folder)
    .map((file) => statSync(join(folder, file), { throwIfNoEntry: false })?.size ?? 0)
    .reduce((total, size) => total + size, 0);
}

/** The SDK downloads only in order to start: start it once, and stop it. */
async function downloadByStarting(program: SdkProgram, downloadDir: string): Promise<void> {
  const server = {
    executable: { type: 'cached-download' as const, downloadDir, version: versions[program] },
  };
  const environment =
    program === 'temporal'
      ? await TestWorkflowEnvironment.createLocal({ server })
      : await TestWorkflowEnvironment.createTimeSkipping({ server });
  await environment.teardown();
}

if (process.argv[1] === import.meta.filename) {
  const [program, folder] = process.argv.slice(2);
  try {
    await downloadByStarting(program as SdkProgram, folder ?? '');
    process.exit(0);
  } catch (failure) {
    process.stderr.write(failure instanceof Error ? failure.message : String(failure), () => process.exit(1));
  }
}
