import { spawn } from 'node:child_process';
import { delimiter, sep } from 'node:path';
import { BootstrapProblem } from './problem.js';

/**
 * Runs npm in the repository. Its output is collected, not shown. Warnings are in it, because npm only warns of a file
 * that it could not unpack.
 *
 * @param {string} root
 * @param {string[]} args
 * @param {{ everyFiveSeconds?: (seconds: number) => void }} [options] told how long it has taken so far
 * @returns {Promise<{ ok: boolean, output: string }>}
 */
export async function runNpm(root, args, { everyFiveSeconds = () => undefined } = {}) {
  const npm = spawn('npm', [...args, '--loglevel=warn', '--no-audit', '--no-fund', '--no-progress'], {
    cwd: root,
    env: { ...process.env, PATH: pathOutside(process.env.PATH ?? '') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  npm.stdout.on('data', (chunk) => (output += chunk));
  npm.stderr.on('data', (chunk) => (output += chunk));
  const startedAt = Date.now();
  const ticker = setInterval(() => everyFiveSeconds(Math.round((Date.now() - startedAt) / 1000)), 5_000);
  try {
    const code = await new Promise((resolve, reject) => npm.once('close', resolve).once('error', reject));
    return { ok: code === 0, output };
  } catch (failure) {
    throw new BootstrapProblem(
      `npm can't be run: ${failure.message}.`,
      'install npm (it comes with Node from https://nodejs.org) and see that it is on PATH.',
    );
  } finally {
    clearInterval(ticker);
  }
}

/**
 * PATH without the folders that `npm start` puts in front: npm must not run on the Node in node_modules, which it is
 * about to replace.
 *
 * @param {string} path
 */
function pathOutside(path) {
  return path
    .split(delimiter)
    .filter((folder) => !folder.includes(`${sep}node_modules${sep}.bin`) && !folder.endsWith('node-gyp-bin'))
    .join(delimiter);
}
