import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { startChild, type Child, type ChildExit } from './child.ts';
import { dataDirectory, folderIn } from './data-directory.ts';
import { endLeftover } from './pid-file.ts';
import { choosePort } from './ports.ts';
import { postgresAccount, type PostgresAccount } from './postgres-account.ts';
import { postgresBinaries, type PostgresBinaries } from './postgres-binaries.ts';
import { clearLock, isPostmasterReady } from './postgres-lock.ts';
import { messageOf, SetupProblem } from './problem.ts';

export interface PostgresOptions {
  dataDir?: string;
  /** Default: the one of the last start in this directory, or a free one. */
  port?: number | undefined;
  /**
   * Whether a commit survives a crash of the machine; default true. Without it commits are faster, and still survive
   * a kill of PostgreSQL: they are handed to the operating system, only not forced to the disk.
   */
  durable?: boolean;
}

export interface Postgres {
  port: number;
  pid: number;
  logFile: string;
  exited: Promise<ChildExit>;
  /** A connection string; as the superuser `postgres` unless another user is given. */
  url(database: string, user?: string, password?: string): string;
  /** Creates the database, as a copy of `template` if one is given; does nothing if it exists. */
  createDatabase(name: string, template?: string): Promise<void>;
  /** Ends it in order: open transactions are rolled back, connections closed. */
  stop: () => Promise<void>;
  /** SIGKILL for the postmaster and all its backends. A start on the same directory recovers from the log. */
  kill: () => Promise<void>;
}

const name = 'PostgreSQL';
const graceMs = 15_000;
const superuser = 'postgres';
const pidFileIn = (dataDir: string): string => join(folderIn(dataDir, 'run'), 'postgres.json');

/** Starts PostgreSQL 18 with its state in `<dataDir>/postgres/`, and resolves when it accepts connections. */
export async function startPostgres(options: PostgresOptions = {}): Promise<Postgres> {
  const { dataDir = dataDirectory(), durable = true } = options;
  const binaries = await postgresBinaries();
  const account = postgresAccount([folderIn(dataDir, '.'), dirname(binaries.postgres)]);
  const dataFolder = join(folderIn(dataDir, '.'), 'postgres');
  const password = superuserPassword(dataDir);
  if (!existsSync(dataFolder)) await initialise(binaries, account, dataFolder, password);

  // Before the port is chosen: a leftover holds it.
  await endLeftover(pidFileIn(dataDir), name, graceMs);
  await clearLock(dataFolder);
  const port = await choosePort({
    dataDir,
    name: 'postgres',
    port: options.port,
    setting: 'SAMOVAR_POSTGRES_PORT=...',
    mayMove: true,
  });
  const child = await withOrphansGone(() =>
    startPostmaster(binaries, account, { dataDir, dataFolder, port, durable }),
  );
  const url = (database: string, user = superuser, secret = user === superuser ? password : ''): string =>
    `postgresql://${encodeURIComponent(user)}:${encodeURIComponent(secret)}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
  return {
    port,
    pid: child.pid,
    logFile: child.logFile,
    exited: child.exited,
    url,
    createDatabase: (name, template) => createDatabase(url('postgres'), name, template),
    stop: child.stop,
    kill: child.kill,
  };
}

/** Random, and made once for each data directory: on a shared machine the loopback interface is everybody's. */
function superuserPassword(dataDir: string): string {
  const file = join(dataDir, 'postgres-password');
  if (!existsSync(file)) writeFileSync(file, randomBytes(16).toString('hex'), { mode: 0o600 });
  return readFileSync(file, 'utf8');
}

/** Fills a new data folder. It gets its name only when it is complete, so that a kill half-way leaves nothing to repair. */
async function initialise(
  binaries: PostgresBinaries,
  account: PostgresAccount,
  dataFolder: string,
  password: string,
): Promise<void> {
  const fresh = `${dataFolder}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { mode: 0o700 });
  const passwordFile = `${fresh}-password`;
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (account.owner) {
    for (const path of [fresh, passwordFile]) chownSync(path, account.owner.uid, account.owner.gid);
  }
  // C.UTF-8 is built in since PostgreSQL 17: sorting and lower() are the same on every machine.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const access = [`--username=${superuser}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  const {
    command,
    args,
    account: ids,
  } = account.command(binaries.initdb, ['-D', fresh, '--no-sync', ...locale, ...access]);
  try {
    await promisify(execFile)(command, args, { ...ids, cwd: dirname(dataFolder) });
  } catch (failure) {
    rmSync(fresh, { recursive: true, force: true });
    if (/No space left/.test(messageOf(failure))) {
      throw new SetupProblem(
        "PostgreSQL can't create its files: the disk is full.",
        'free about 200 MB, then start again.',
      );
    }
    throw new Error(`PostgreSQL could not create its files: ${messageOf(failure)}`, { cause: failure });
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(fresh, dataFolder);
}

async function startPostmaster(
  binaries: PostgresBinaries,
  account: PostgresAccount,
  {
    dataDir,
    dataFolder,
    port,
    durable,
  }: { dataDir: string; dataFolder: string; port: number; durable: boolean },
): Promise<Child> {
  chmodSync(dataFolder, 0o700);
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(durable ? {} : { fsync: 'off', full_page_writes: 'off' }),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return startChild({
    name,
    ...account.command(binaries.postgres, ['-D', dataFolder, '-p', String(port), ...flags]),
    workingDirectory: dataFolder,
    logFile: join(folderIn(dataDir, 'log'), 'postgres.log'),
    pidFile: pidFileIn(dataDir),
    isReady: ({ pid }) => isPostmasterReady(dataFolder, pid),
    // Recovery after a kill replays the log before it is ready.
    readyWithinMs: 60_000,
    stopSignal: 'SIGINT', // Fast shutdown: does not wait for clients to leave.
    graceMs,
  });
}

/**
 * Backends whose postmaster was killed end by themselves, but the busy ones only when they next wait for something;
 * until then a new postmaster rightly refuses the data. Starts again for some time while it does.
 */
async function withOrphansGone(start: () => Promise<Child>): Promise<Child> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    try {
      return await start();
    } catch (failure) {
      const orphansRemain = /pre-existing shared memory block/.test(messageOf(failure));
      if (!orphansRemain || Date.now() > deadline) throw failure;
      await delay(100);
    }
  }
}

async function createDatabase(adminUrl: string, name: string, template?: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const existing = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (existing.rowCount) return;
    const source = template === undefined ? '' : ` TEMPLATE ${client.escapeIdentifier(template)}`;
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}${source}`);
  } finally {
    await client.end();
  }
}
