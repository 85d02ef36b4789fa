import { execFileSync, spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { temporaryDirectory } from '../temporary-directory.ts';

const repository = resolve(import.meta.dirname, '../../..');

/** A small repository of its own with the real bootstrap in it. Files by path; those ending in .json by content. */
export function createProject(files: Record<string, unknown>): string {
  const root = temporaryDirectory();
  for (const part of ['bootstrap.js', 'bootstrap']) {
    cpSync(join(repository, 'local', part), join(root, 'local', part), { recursive: true });
  }
  for (const [path, content] of Object.entries(files)) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  }
  return root;
}

/** A project without dependencies whose script is the text given. */
export function projectWithScript(script: string): string {
  return createProject({
    'package.json': { name: 'project', version: '1.0.0', type: 'module' },
    'package-lock.json': lockfile({}),
    'node_modules/.package-lock.json': lockfile({}),
    'script.ts': script,
  });
}

export function lockfile(packages: Record<string, unknown>): object {
  return { name: 'project', version: '1.0.0', lockfileVersion: 3, requires: true, packages };
}

/** The Node of this machine, rather than the one in node_modules that runs the tests. */
export function machineNode(): { path: string; major: number } {
  const path = (process.env['PATH'] ?? '')
    .split(':')
    .filter((folder) => !folder.includes('node_modules'))
    .join(':');
  const [executable = process.execPath, version = process.versions.node] = execFileSync(
    'node',
    ['-p', 'process.execPath + "\\n" + process.versions.node'],
    { env: { ...process.env, PATH: path }, encoding: 'utf8' },
  ).split('\n');
  return { path: executable, major: Number.parseInt(version, 10) };
}

export interface Bootstrap {
  process: ChildProcessByStdio<null, Readable, Readable>;
  /** Resolves when the script has printed a line that holds the text. */
  untilPrinted: (text: string) => Promise<void>;
  /** Resolves when it has ended: its status and all that it and the script printed. */
  ended: Promise<{ status: number | null; output: string }>;
}

/** Runs `node local/bootstrap.js` in a project, by default with its script. */
export function startBootstrap(
  root: string,
  options: { node?: string; args?: string[]; environment?: object } = {},
): Bootstrap {
  const { node = process.execPath, args = ['script.ts'], environment = {} } = options;
  const running = spawn(node, ['local/bootstrap.js', ...args], {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void running.kill('SIGKILL'));
  let output = '';
  for (const stream of [running.stdout, running.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return {
    process: running,
    untilPrinted: async (text) => {
      while (!output.includes(text)) await once(running.stdout, 'data');
    },
    ended: once(running, 'close').then(([status]) => ({ status: status as number | null, output })),
  };
}
