import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { lockedVersion } from './lockfile.js';
import { npmProblem } from './npm-failure.js';
import { runNpm } from './npm.js';
import { BootstrapProblem } from './problem.js';

/** The first Node whose type stripping the sources are written for. */
const oldestForSources = 24;

/**
 * The Node to run the sources with: the one in node_modules, else the one that runs this, if it is new enough.
 *
 * @param {string} root the repository
 * @param {(line: string) => void} say
 * @returns {Promise<string>} its path
 */
export async function findNode(root, say) {
  const packaged = join(root, 'node_modules', '.bin', 'node');
  const wanted = lockedVersion(root, 'node');
  if (await runs(packaged, wanted)) return packaged;

  const ownIsNewEnough = Number(process.versions.node.split('.')[0]) >= oldestForSources;
  if (ownIsNewEnough) return process.execPath;

  say(`Installing Node ${wanted} for this repository (once; about 50 MB) ...`);
  const doing = `installing Node ${wanted} into node_modules`;
  const { ok, output } = await runNpm(root, ['rebuild', 'node'], {
    everyFiveSeconds: (seconds) => say(`  ... ${seconds} s`),
  });
  if (await runs(packaged, wanted)) return packaged;
  if (!ok) throw npmProblem(doing, output);
  throw new BootstrapProblem(
    `Node ${wanted} from the package registry does not run on this machine (${process.platform} ${process.arch}).`,
    `install Node ${oldestForSources} or newer yourself (https://nodejs.org), then run the same command again.`,
  );
}

/** Whether the program is there, fits this machine, and is the wanted version. */
async function runs(path, version) {
  try {
    const { stdout } = await promisify(execFile)(path, ['--version']);
    return stdout.trim() === `v${version}`;
  } catch {
    return false;
  }
}
