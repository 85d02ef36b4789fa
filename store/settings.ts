import { readVariables, type Environment, type Values } from './environment.ts';
import type { KeySettings } from './keys.ts';
import * as variables from './settings-variables.ts';

/** What reaches the database, on behalf of tenants and across them. */
export interface DatabaseSettings {
  readonly url: string;
  readonly platformUrl: string;
}

interface SharedSettings {
  readonly database: DatabaseSettings;
  readonly keys: KeySettings;
  readonly clockSpeed: number;
  readonly logLevel: string;
  /** The TEMPORAL_* variables, for temporal-config/connection.ts. */
  readonly temporal: Readonly<Record<string, string>>;
}

export interface ApiSettings extends SharedSettings {
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string;
  readonly temporalUiUrl: string | null;
  /** The platform key to know from the start on. */
  readonly platformKey: string | null;
}

export interface WorkerSettings<Queue extends string> extends SharedSettings {
  readonly queues: readonly Queue[];
  /** Name servers to ask, `host` or `host:port`; empty for the system's. */
  readonly dnsServers: readonly string[];
  readonly mailAuthorityFile: string | null;
}

export interface MigrationSettings {
  readonly ownerUrl: string;
  /** Of the users that the product connects as, where they are to be admitted. */
  readonly databaseUrl: string | undefined;
  readonly platformUrl: string | undefined;
}

const shared = {
  DATABASE_URL: variables.databaseUrl,
  PLATFORM_DATABASE_URL: variables.databaseUrl,
  SAMOVAR_KEYS: variables.keyList('SAMOVAR_KEYS'),
  SAMOVAR_LOOKUP_KEYS: variables.keyList('SAMOVAR_LOOKUP_KEYS'),
  SAMOVAR_CLOCK_SPEED: variables.clockSpeed,
  LOG_LEVEL: variables.logLevel,
  TEMPORAL_ADDRESS: variables.temporalAddress,
  TEMPORAL_API_KEY: variables.temporalApiKey,
};

/** @throws SettingsError with every problem and its fix. */
export function readApiSettings(environment: Environment): ApiSettings {
  const own = {
    ...shared,
    API_HOST: variables.apiHost,
    API_PORT: variables.apiPort,
    PUBLIC_URL: variables.optionalUrl,
    TEMPORAL_UI_URL: variables.optionalUrl,
    SAMOVAR_PLATFORM_KEY: variables.platformKey,
  };
  const values = readVariables(environment, own, variables.productionClock);
  return {
    ...sharedSettings(values, environment),
    host: values.API_HOST,
    port: values.API_PORT,
    publicUrl: values.PUBLIC_URL ?? `http://${values.API_HOST}:${values.API_PORT}`,
    temporalUiUrl: values.TEMPORAL_UI_URL ?? null,
    platformKey: values.SAMOVAR_PLATFORM_KEY ?? null,
  };
}

/**
 * @param queues the task queues that there are; WORKER_QUEUES picks some of them.
 * @throws SettingsError with every problem and its fix.
 */
export function readWorkerSettings<Queue extends string>(
  environment: Environment,
  queues: readonly Queue[],
): WorkerSettings<Queue> {
  const own = {
    ...shared,
    WORKER_QUEUES: variables.someOf(queues),
    DNS_SERVERS: variables.nameServers,
    MAIL_CA_FILE: variables.optionalPath,
  };
  const values = readVariables(environment, own, variables.productionClock);
  return {
    ...sharedSettings(values, environment),
    queues: values.WORKER_QUEUES,
    dnsServers: values.DNS_SERVERS,
    mailAuthorityFile: values.MAIL_CA_FILE ?? null,
  };
}

/** @throws SettingsError with every problem and its fix. */
export function readMigrationSettings(environment: Environment): MigrationSettings {
  const values = readVariables(environment, {
    DATABASE_OWNER_URL: variables.databaseUrl,
    DATABASE_URL: variables.optionalDatabaseUrl,
    PLATFORM_DATABASE_URL: variables.optionalDatabaseUrl,
  });
  return {
    ownerUrl: values.DATABASE_OWNER_URL,
    databaseUrl: values.DATABASE_URL,
    platformUrl: values.PLATFORM_DATABASE_URL,
  };
}

function sharedSettings(values: Values<typeof shared>, environment: Environment): SharedSettings {
  const temporal = Object.fromEntries(
    Object.entries(environment).filter(
      (entry): entry is [string, string] => entry[0].startsWith('TEMPORAL_') && Boolean(entry[1]),
    ),
  );
  delete temporal['TEMPORAL_API_KEY_FILE'];
  if (values.TEMPORAL_API_KEY !== undefined) temporal['TEMPORAL_API_KEY'] = values.TEMPORAL_API_KEY;
  return {
    database: { url: values.DATABASE_URL, platformUrl: values.PLATFORM_DATABASE_URL },
    keys: { sealing: values.SAMOVAR_KEYS, lookup: values.SAMOVAR_LOOKUP_KEYS },
    clockSpeed: values.SAMOVAR_CLOCK_SPEED,
    logLevel: values.LOG_LEVEL,
    temporal,
  };
}
