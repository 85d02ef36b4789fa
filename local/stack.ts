import { openStore, type Store } from '../store/connection.ts';
import { keepClock, type ClockKeeper } from '../store/clock-keeper.ts';
import { migrate } from '../store/migrate.ts';
import type { Child } from './child.ts';
import { startDnsServer, type DnsServer } from './dns/dns-server.ts';
import { keepRunning, type KeptPart } from './keep-running.ts';
import { startMailProcess, type MailProcess } from './mail-process.ts';
import { portSetting } from './port-settings.ts';
import { choosePort } from './ports.ts';
import { startPostgres, type Postgres } from './postgres.ts';
import { startProductProcess } from './product-process.ts';
import { localSecrets, type LocalSecrets } from './secrets.ts';
import { startTemporalServer, type TemporalServer } from './temporal-server.ts';

export interface StackOptions {
  readonly dataDir: string;
  /** Business time for each unit of real time. */
  readonly clockSpeed: number;
  /** Told in a sentence what is being started, and what ended and is started again. */
  readonly report?: (line: string) => void;
  /** The worker's script, from the repository's root; tests put one with fault points in its place. */
  readonly workerScript?: string;
  /** More settings for worker and API. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Every part running, each started again when it ends by itself. */
export interface Stack {
  readonly postgres: KeptPart<Postgres>;
  readonly temporal: KeptPart<TemporalServer>;
  readonly mail: KeptPart<MailProcess>;
  readonly worker: KeptPart<Child>;
  readonly api: KeptPart<Child>;
  readonly dns: DnsServer;
  readonly clock: ClockKeeper;
  readonly store: Store;
  readonly secrets: LocalSecrets;
  readonly apiUrl: string;
  readonly temporalUiUrl: string;
  /** Ends the parts in order, what serves first; the data stays. */
  stop(): Promise<void>;
}

/** The worker may be in the middle of a submission: local/ waits as long as a deployment would. */
const workerGraceMs = 200_000;

/**
 * Starts all that the product needs, then the product: the same processes as in production, told by the environment
 * where their counterparts are.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { dataDir, report = () => undefined } = options;
  const started: { stop(): Promise<void> }[] = [];
  const keep = async <Part extends { stop(): Promise<void> }>(part: Promise<Part>): Promise<Part> => {
    const running = await part;
    started.unshift(running);
    return running;
  };
  try {
    const secrets = localSecrets(dataDir);
    report('Starting PostgreSQL, Temporal, the mail server and DNS ...');
    const [postgres, temporal, mail, dns] = await allStarted([
      keep(keepRunning(postgresAt(dataDir), { name: 'PostgreSQL', report })),
      keep(keepRunning(temporalAt(dataDir, report), { name: 'Temporal', report })),
      keep(keepRunning(() => startMailProcess(dataDir), { name: 'The mail server', report })),
      keep(
        startDnsServer({
          dataDir,
          port: portSetting('SAMOVAR_DNS_PORT'),
          controlPort: portSetting('SAMOVAR_DNS_CONTROL_PORT'),
        }),
      ),
    ] as const);
    const urls = databaseUrls(postgres.current(), secrets);
    await migrate(urls);
    const store = openStore({ ...urls, poolSize: 4 });
    started.unshift({ stop: () => store.close() });
    const clock = await keep(keepClock(store, { speed: options.clockSpeed }));
    const apiPort = await choosePort({
      dataDir,
      name: 'api',
      port: portSetting('SAMOVAR_API_PORT'),
      setting: 'SAMOVAR_API_PORT=...',
      mayMove: true,
    });
    const apiUrl = `http://127.0.0.1:${apiPort}`;
    const environment = {
      DATABASE_URL: urls.databaseUrl,
      PLATFORM_DATABASE_URL: urls.platformUrl,
      SAMOVAR_KEYS: secrets.sealingKeys,
      SAMOVAR_LOOKUP_KEYS: secrets.lookupKeys,
      SAMOVAR_PLATFORM_KEY: secrets.platformKey,
      SAMOVAR_CLOCK_SPEED: String(options.clockSpeed),
      TEMPORAL_ADDRESS: temporal.current().address,
      TEMPORAL_UI_URL: temporal.current().uiUrl,
      DNS_SERVERS: dns.address,
      MAIL_CA_FILE: mail.current().authorityFile,
      API_HOST: '127.0.0.1',
      API_PORT: String(apiPort),
      PUBLIC_URL: apiUrl,
      ...options.environment,
    };
    report('Starting the worker and the API ...');
    const product = { dataDir, environment };
    const [worker, api] = await allStarted([
      keep(
        keepRunning(
          () =>
            startProductProcess({
              ...product,
              name: 'worker',
              script: options.workerScript ?? 'worker/main.ts',
              readyMessage: 'worker ready',
              graceMs: workerGraceMs,
            }),
          { name: 'The worker', report },
        ),
      ),
      keep(
        keepRunning(
          () =>
            startProductProcess({
              ...product,
              name: 'api',
              script: 'api/main.ts',
              readyMessage: 'api ready',
              graceMs: 10_000,
            }),
          { name: 'The API', report },
        ),
      ),
    ] as const);
    const stop = async () => {
      await Promise.all([worker.stop(), api.stop()]);
      for (const part of started) await part.stop();
    };
    const temporalUiUrl = temporal.current().uiUrl;
    return { postgres, temporal, mail, worker, api, dns, clock, store, secrets, apiUrl, temporalUiUrl, stop };
  } catch (failure) {
    for (const part of started) await part.stop();
    throw failure;
  }
}

/**
 * Starts PostgreSQL, again on the port of its first start: the product knows no other. Commits are not flushed to disk one
 * by one: as safe against a killed process, and against a crash of the machine no worse than Temporal's file here.
 */
function postgresAt(dataDir: string): () => Promise<Postgres> {
  let port = portSetting('SAMOVAR_POSTGRES_PORT');
  return async () => {
    const postgres = await startPostgres({ dataDir, port, durable: false });
    port = postgres.port;
    return postgres;
  };
}

/** Starts Temporal, again on the ports of its first start. */
function temporalAt(dataDir: string, report: (line: string) => void): () => Promise<TemporalServer> {
  let ports = {
    port: portSetting('SAMOVAR_TEMPORAL_PORT'),
    uiPort: portSetting('SAMOVAR_TEMPORAL_UI_PORT'),
  };
  return async () => {
    const temporal = await startTemporalServer({ dataDir, ...ports, report });
    ports = { port: temporal.port, uiPort: Number(new URL(temporal.uiUrl).port) };
    return temporal;
  };
}

/** Waits for all, also after one has failed: nothing may start behind the back of the one who then stops everything. */
async function allStarted<Parts extends readonly Promise<unknown>[]>(
  parts: Parts,
): Promise<{ -readonly [Index in keyof Parts]: Awaited<Parts[Index]> }> {
  await Promise.allSettled(parts);
  return Promise.all(parts);
}

function databaseUrls(postgres: Postgres, { databasePassword }: LocalSecrets) {
  return {
    ownerUrl: postgres.url('samovar'),
    databaseUrl: postgres.url('samovar', 'samovar_local_app', databasePassword),
    platformUrl: postgres.url('samovar', 'samovar_local_platform', databasePassword),
  };
}
