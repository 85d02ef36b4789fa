import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, mkdir, statfs } from 'node:fs/promises';
import { promisify } from 'node:util';
import { codeOf, messageOf } from '../problem.ts';
import type { Check, CheckResult } from './check.ts';

const run = promisify(execFile);

/** Checks of the machine: Node, npm, the package registry, and the folder and disk that hold the data. */
export function machineChecks(dataDir: string): Check[] {
  return [
    { name: 'Node', run: checkNode },
    { name: 'npm', run: checkNpm },
    { name: 'Package registry', run: checkRegistry },
    { name: 'Data directory', run: () => checkDataDirectory(dataDir) },
    { name: 'Disk space', run: () => checkDiskSpace(dataDir) },
  ];
}

async function checkNode(): Promise<CheckResult> {
  const { node: version } = process.versions;
  if (Number.parseInt(version, 10) >= 24) return { status: 'ok', found: version };
  return { status: 'fail', found: version, fix: 'run `npm run doctor`, which brings Node 24 along.' };
}

async function checkNpm(): Promise<CheckResult> {
  try {
    const { stdout } = await run('npm', ['--version']);
    return { status: 'ok', found: stdout.trim() };
  } catch (failure) {
    return {
      status: 'fail',
      found: messageOf(failure),
      fix: 'install npm; it comes with Node from https://nodejs.org.',
    };
  }
}

/** Asks whichever registry npm is set to. Only a warning: what comes from it is installed already, or doctor would not run. */
async function checkRegistry(): Promise<CheckResult> {
  try {
    await run('npm', ['ping', '--fetch-retries=0', '--fetch-timeout=10000'], { timeout: 30_000 });
    return { status: 'ok', found: 'answers' };
  } catch (failure) {
    const code = /npm error code (\w+)/.exec(messageOf(failure))?.[1] ?? 'no answer';
    // Mirrors often don't know `ping`; they answered all the same.
    if (/^E\d{3}$/.test(code)) return { status: 'ok', found: `answers (${code} to a ping)` };
    return {
      status: 'warn',
      found: `does not answer (${code}); needed only when dependencies change`,
      fix: 'check the network, `npm config get registry` and `npm config get proxy`.',
    };
  }
}

async function checkDataDirectory(dataDir: string): Promise<CheckResult> {
  try {
    await mkdir(dataDir, { recursive: true });
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
    return { status: 'ok', found: dataDir };
  } catch (failure) {
    return {
      status: 'fail',
      found: `${dataDir} can't be written (${codeOf(failure) ?? messageOf(failure)})`,
      fix: 'make it belong to you, or name another with SAMOVAR_DATA_DIR.',
    };
  }
}

/** What a demo run writes, with room to spare. */
const enoughBytes = 1_000_000_000;
/** Less than PostgreSQL and Temporal need to start. */
const tooFewBytes = 200_000_000;

async function checkDiskSpace(dataDir: string): Promise<CheckResult> {
  const { bavail, bsize } = await statfs(dataDir);
  const free = bavail * bsize;
  const found = `${(free / 1e9).toFixed(1)} GB free`;
  if (free >= enoughBytes) return { status: 'ok', found };
  const fix = 'free some space, or name a directory on another disk with SAMOVAR_DATA_DIR.';
  return { status: free < tooFewBytes ? 'fail' : 'warn', found, fix };
}
