import { Connection } from '@temporalio/client';
import { join } from 'node:path';
import { startChild, type ChildExit } from './child.ts';
import { dataDirectory, folderIn } from './data-directory.ts';
import { endLeftover } from './pid-file.ts';
import { searchAttributes } from '../temporal-config/search-attributes.ts';
import { choosePort, isFree } from './ports.ts';
import { findTemporalBinary, type TemporalBinary } from './temporal-binary.ts';

export interface TemporalServerOptions {
  dataDir?: string;
  /** gRPC port; default: the one of the last start in this directory, or a free one. */
  port?: number | undefined;
  /** Port of the Web UI; default: as for `port`. */
  uiPort?: number | undefined;
  /** The CLI to run; default: the one that `findTemporalBinary` finds. */
  binary?: TemporalBinary;
  /** Told about steps that take long. */
  report?: (line: string) => void;
}

export interface TemporalServer {
  /** host:port for gRPC. */
  address: string;
  port: number;
  uiUrl: string;
  pid: number;
  logFile: string;
  binary: TemporalBinary;
  exited: Promise<ChildExit>;
  /** Ends it in order; its state stays on disk. */
  stop: () => Promise<void>;
  /** SIGKILL. A start on the same directory goes on where it stopped. */
  kill: () => Promise<void>;
}

/** What the CLI calls the types of the search attributes in use. */
const cliType = { KEYWORD: 'Keyword', DATETIME: 'Datetime' };

const name = 'Temporal';
const graceMs = 10_000;

const dynamicConfig = {
  // The default, 1 s, makes every timer up to a second late: hours of business time at demo speed.
  'history.timerProcessorMaxTimeShift': '"10ms"',
  'history.timerProcessorMaxPollRPS': '1000',
};

/** Starts Temporal's dev server with its Web UI, its state in `<dataDir>/temporal/`, and resolves when it is healthy. */
export async function startTemporalServer(options: TemporalServerOptions = {}): Promise<TemporalServer> {
  const { dataDir = dataDirectory(), report } = options;
  const binary = options.binary ?? (await findTemporalBinary('temporal', { report }));
  const pidFile = join(folderIn(dataDir, 'run'), 'temporal.json');
  // Before the port is chosen: a leftover holds it.
  await endLeftover(pidFile, name, graceMs);
  const port = await choosePort({
    dataDir,
    name: 'temporal',
    port: options.port,
    setting: 'SAMOVAR_TEMPORAL_PORT=...',
    mayMove: true,
  });
  const uiPort = await choosePort({
    dataDir,
    name: 'temporal-ui',
    port: options.uiPort,
    setting: 'SAMOVAR_TEMPORAL_UI_PORT=...',
    mayMove: true,
  });
  const address = `127.0.0.1:${port}`;
  const child = await startChild({
    name,
    command: binary.path,
    args: serverArguments(join(folderIn(dataDir, 'temporal'), 'temporal.db'), port, uiPort),
    logFile: join(folderIn(dataDir, 'log'), 'temporal.log'),
    pidFile,
    isReady: async () => !(await isFree(port)) && isHealthy(address),
    readyWithinMs: 30_000,
    graceMs,
  });
  return {
    address,
    port,
    uiUrl: `http://127.0.0.1:${uiPort}`,
    pid: child.pid,
    logFile: child.logFile,
    binary,
    exited: child.exited,
    stop: child.stop,
    kill: child.kill,
  };
}

function serverArguments(databaseFile: string, port: number, uiPort: number): string[] {
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--ui-port', String(uiPort)],
    ...['--log-level', 'warn', '--ui-disable-news-fetch', '--db-filename', databaseFile],
    // 2.6 x faster, and as safe against a killed process; only a crash of the machine could lose the last writes.
    ...['--sqlite-pragma', 'synchronous=off'],
    ...Object.values(searchAttributes).flatMap(({ name, type }) => [
      '--search-attribute',
      `${name}=${cliType[type]}`,
    ]),
    ...Object.entries(dynamicConfig).flatMap(([key, value]) => ['--dynamic-config-value', `${key}=${value}`]),
  ];
}

/** Healthy: it answers, and the `default` namespace, which is made last, is there. */
async function isHealthy(address: string): Promise<boolean> {
  let connection: Connection | undefined;
  try {
    connection = await Connection.connect({ address, connectTimeout: 500 });
    await connection.workflowService.describeNamespace({ namespace: 'default' });
    return true;
  } catch {
    return false;
  } finally {
    await connection?.close();
  }
}
