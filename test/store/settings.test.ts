import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SettingsError } from '../../store/environment.ts';
import { readApiSettings, readMigrationSettings, readWorkerSettings } from '../../store/settings.ts';

const queues = ['orchestration', 'sending'] as const;
const keys = 'k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';
const needed = {
  DATABASE_URL: 'postgresql://app:pw@db.example/samovar',
  PLATFORM_DATABASE_URL: 'postgresql://all:pw@db.example/samovar',
  SAMOVAR_KEYS: keys,
  SAMOVAR_LOOKUP_KEYS: keys,
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'samovar-settings-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function problemsOf(read: () => unknown): string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof SettingsError) return error.problems.map(({ name }) => name);
    throw error;
  }
  return [];
}

test('fills in what may be left out', () => {
  expect(readApiSettings(needed)).toEqual({
    database: { url: needed.DATABASE_URL, platformUrl: needed.PLATFORM_DATABASE_URL },
    keys: { sealing: keys, lookup: keys },
    clockSpeed: 1,
    logLevel: 'info',
    temporal: {},
    host: '127.0.0.1',
    port: 8080,
    publicUrl: 'http://127.0.0.1:8080',
    temporalUiUrl: null,
    platformKey: null,
  });
  expect(readWorkerSettings(needed, queues)).toMatchObject({
    queues: ['orchestration', 'sending'],
    dnsServers: [],
    mailAuthorityFile: null,
  });
});

test('names every problem at once, each with its fix and never with its value', () => {
  const environment = {
    ...needed,
    DATABASE_URL: 'mysql://root:hunter2@db/samovar',
    SAMOVAR_KEYS: 'k1:too-short-to-be-a-key',
    SAMOVAR_LOOKUP_KEYS: '',
    SAMOVAR_CLOCK_SPEED: 'fast',
    SAMOVAR_PLATFORM_KEY: 'hunter3',
    API_PORT: '80800',
    PUBLIC_URL: 'samovar.example',
    TEMPORAL_ADDRESS: 'https://temporal.example',
    LOG_LEVEL: 'loud',
  };
  const names = Object.keys(environment).filter((name) => name !== 'PLATFORM_DATABASE_URL');
  expect(problemsOf(() => readApiSettings(environment)).sort()).toEqual(names.sort());
  const read = () => readApiSettings(environment);
  expect(read).toThrow(/API_PORT is no port\. Give a port from 1 to 65535/);
  expect(read).toThrow(/SAMOVAR_LOOKUP_KEYS is missing\. /);
  expect(read).not.toThrow(/hunter2|hunter3|too-short/);
});

test.each([
  ['WORKER_QUEUES', 'sending,inbox'],
  ['WORKER_QUEUES', ','],
  ['DNS_SERVERS', 'ns.example'],
  ['DNS_SERVERS', '127.0.0.1:99999'],
])('a worker is refused for %s=%s', (name, value) => {
  expect(problemsOf(() => readWorkerSettings({ ...needed, [name]: value }, queues))).toEqual([name]);
});

test('reads lists', () => {
  const settings = readWorkerSettings(
    { ...needed, WORKER_QUEUES: 'sending', DNS_SERVERS: '9.9.9.9, 127.0.0.1:5353,[::1]:53' },
    queues,
  );
  expect(settings.queues).toEqual(['sending']);
  expect(settings.dnsServers).toEqual(['9.9.9.9', '127.0.0.1:5353', '[::1]:53']);
});

describe('a clock that runs faster than life', () => {
  test('is for local stacks', () => {
    expect(readApiSettings({ ...needed, SAMOVAR_CLOCK_SPEED: '17280' }).clockSpeed).toBe(17280);
  });

  test('is refused in production', () => {
    const environment = { ...needed, NODE_ENV: 'production', SAMOVAR_CLOCK_SPEED: '2' };
    expect(problemsOf(() => readApiSettings(environment))).toEqual(['SAMOVAR_CLOCK_SPEED']);
    expect(problemsOf(() => readWorkerSettings(environment, queues))).toEqual(['SAMOVAR_CLOCK_SPEED']);
    expect(problemsOf(() => readApiSettings({ ...environment, SAMOVAR_CLOCK_SPEED: '1' }))).toEqual([]);
  });
});

describe('a secret', () => {
  test('may come from a file, without the line break at its end', () => {
    const file = join(folder, 'keys');
    writeFileSync(file, `${keys}\n`);
    const { SAMOVAR_KEYS: _given, ...others } = needed;
    expect(readApiSettings({ ...others, SAMOVAR_KEYS_FILE: file }).keys.sealing).toBe(keys);
  });

  test('is refused when its file can’t be read, or it is given twice', () => {
    const missing = join(folder, 'missing');
    const { SAMOVAR_KEYS: _given, ...others } = needed;
    expect(() => readApiSettings({ ...others, SAMOVAR_KEYS_FILE: missing })).toThrow(
      /SAMOVAR_KEYS_FILE.*ENOENT/,
    );
    expect(() => readApiSettings({ ...needed, SAMOVAR_KEYS_FILE: missing })).toThrow(/is given twice/);
  });

  test('for Temporal Cloud goes to Temporal’s own configuration', () => {
    const file = join(folder, 'temporal');
    writeFileSync(file, 'cloud-key');
    const { temporal } = readApiSettings({
      ...needed,
      TEMPORAL_ADDRESS: 'cloud.example:7233',
      TEMPORAL_API_KEY_FILE: file,
    });
    expect(temporal).toEqual({ TEMPORAL_ADDRESS: 'cloud.example:7233', TEMPORAL_API_KEY: 'cloud-key' });
  });
});

test('migrations need the owner alone', () => {
  expect(problemsOf(() => readMigrationSettings({}))).toEqual(['DATABASE_OWNER_URL']);
  const ownerUrl = 'postgresql://owner@db.example/samovar';
  expect(readMigrationSettings({ DATABASE_OWNER_URL: ownerUrl, DATABASE_URL: needed.DATABASE_URL })).toEqual({
    ownerUrl,
    databaseUrl: needed.DATABASE_URL,
    platformUrl: undefined,
  });
});

describe('.env.example', () => {
  const example = readFileSync(join(import.meta.dirname, '../../.env.example'), 'utf8');
  const described = new Set([...example.matchAll(/^#?([A-Z][A-Z_]+)=/gm)].map(([, name]) => name));

  test('describes every setting, and none that there is not', () => {
    const asked = new Set<string>();
    const environment = new Proxy<Record<string, string | undefined>>(
      {},
      {
        get: (_target, name) => void asked.add(String(name)),
      },
    );
    problemsOf(() => readApiSettings(environment));
    problemsOf(() => readWorkerSettings(environment, queues));
    problemsOf(() => readMigrationSettings(environment));
    const read = [...asked].filter((name) => !name.endsWith('_FILE') || name === 'MAIL_CA_FILE');
    // What else Temporal's own configuration reads is passed on as it is.
    const temporals = [...described].filter((name) => name?.startsWith('TEMPORAL_'));
    expect([...described].sort()).toEqual([...new Set([...read, ...temporals])].sort());
  });

  test('is right as it stands, once its keys are filled in', () => {
    const lines = example.split('\n').filter((line) => /^[A-Z]/.test(line));
    const given = Object.fromEntries(
      lines.map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string]),
    );
    const environment = { ...given, SAMOVAR_KEYS: keys, SAMOVAR_LOOKUP_KEYS: keys };
    expect(problemsOf(() => readApiSettings(environment))).toEqual([]);
    expect(problemsOf(() => readWorkerSettings(environment, queues))).toEqual([]);
    expect(problemsOf(() => readMigrationSettings(environment))).toEqual([]);
  });
});
