import { existsSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { isInstalled } from './lockfile.js';
import { npmProblem } from './npm-failure.js';
import { runNpm } from './npm.js';
import { BootstrapProblem } from './problem.js';

/** What node_modules takes (measured: 917 MB on Linux x64), with Node in it. */
const neededBytes = 1_100_000_000;

/**
 * Installs the dependencies if node_modules does not hold what package-lock.json asks for.
 * Install scripts stay off: of them all only that of `node` is needed, and node-binary.js runs it.
 *
 * @param {string} root the repository
 * @param {(line: string) => void} say
 */
export async function ensureDependencies(root, say) {
  if (!existsSync(join(root, 'package-lock.json'))) {
    throw new BootstrapProblem('package-lock.json is not there.', 'check the repository out again.');
  }
  if (isInstalled(root)) return;

  refuseFullDisk(root);
  const doing = 'installing dependencies';
  const startedAt = Date.now();
  say('Installing dependencies (once; about a minute, 900 MB) ...');
  // Asked first, because npm takes minutes to give up on hundreds of packages.
  const ping = await runNpm(root, ['ping', '--fetch-retries=0', '--fetch-timeout=10000']);
  const unreachable = ping.ok || /\bE\d{3}\b/.test(ping.output) ? undefined : npmProblem(doing, ping.output);
  if (unreachable) say('The package registry does not answer; trying with what npm has in its cache ...');

  const { ok, output } = await runNpm(
    root,
    ['ci', '--ignore-scripts', ...(unreachable ? ['--offline'] : [])],
    {
      everyFiveSeconds: (seconds) => say(`  ... ${seconds} s`),
    },
  );
  if (!ok) throw failureOf(doing, output, unreachable);
  if (/TAR_ENTRY_ERROR/.test(output)) {
    // npm goes on when a file can't be written (a full disk), and takes the package for installed.
    rmSync(join(root, 'node_modules', '.package-lock.json'), { force: true });
    throw npmProblem(doing, output);
  }
  say(`Installed dependencies in ${Math.round((Date.now() - startedAt) / 1000)} s.`);
}

/** Says at once what would otherwise come to light after a minute. What an earlier installation takes is free for the next. */
function refuseFullDisk(root) {
  if (existsSync(join(root, 'node_modules'))) return;
  const { bavail, bsize, blocks } = statfsSync(root);
  const free = bavail * bsize;
  if (blocks === 0 || free > neededBytes) return; // Some file systems don't say.
  throw new BootstrapProblem(
    `The disk is too full to install dependencies: ${megabytes(free)} are free at ${root}, ${megabytes(neededBytes)} are needed.`,
    'free some space, then run the same command again.',
  );
}

const megabytes = (bytes) => `${Math.floor(bytes / 1e6)} MB`;

/** An unreachable registry explains only what it could have delivered. */
function failureOf(doing, output, unreachable) {
  return unreachable && /\bENOTCACHED\b/.test(output) ? unreachable : npmProblem(doing, output);
}
