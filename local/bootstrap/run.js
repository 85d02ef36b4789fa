import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureDependencies } from './install.js';
import { findNode } from './node-binary.js';
import { BootstrapProblem } from './problem.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Makes the dependencies ready, then runs the script and ends as it ends.
 *
 * @param {string[]} args the script, from the repository's root, and what it gets
 */
export async function run([script, ...args]) {
  const say = (line) => process.stderr.write(`${line}\n`);
  try {
    if (!script)
      throw new BootstrapProblem('No script was named.', 'node local/bootstrap.js <script.ts> [arguments]');
    if (process.platform === 'win32') {
      throw new BootstrapProblem(
        'Samovar’s local stack runs on Linux and macOS.',
        'on Windows, run it inside WSL.',
      );
    }
    await ensureDependencies(root, say);
    process.exitCode = await runScript(await findNode(root, say), [resolve(root, script), ...args]);
  } catch (failure) {
    if (!(failure instanceof BootstrapProblem)) throw failure;
    say(failure.message);
    process.exitCode = 1;
  }
}

/** How long the script has to react to the terminal's own SIGINT before it is told once more. */
const terminalHeadStartMs = 1_000;

/**
 * Runs the script on the given Node. Its exit status is the result: 128 + n for one that was ended by signal n.
 * Signals are passed on. The channel between the two closes when this process is killed, by which the script notices.
 */
async function runScript(node, args) {
  const child = spawn(node, args, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGHUP', () => child.kill('SIGHUP'));
  process.on('SIGINT', () => {
    // A terminal has sent it to the script already, and twice would mean "at once". But it may also come from `kill`.
    if (process.stdin.isTTY) setTimeout(() => child.kill('SIGTERM'), terminalHeadStartMs).unref();
    else child.kill('SIGINT');
  });
  return new Promise((resolveStatus, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolveStatus(code ?? 128 + constants.signals[signal]));
  });
}
