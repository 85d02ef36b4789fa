import { writeFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporalConnection } from '../../temporal-config/connection.ts';

const examples = join(import.meta.dirname, '../../temporal-config/profiles.toml');
/** No configuration file of the machine's own. */
const none = { TEMPORAL_CONFIG_FILE: join(mkdtempSync(join(tmpdir(), 'samovar-profiles-')), 'none.toml') };

test('reaches a local server by its address alone', () => {
  const { connectionOptions, namespace } = temporalConnection({
    ...none,
    TEMPORAL_ADDRESS: '127.0.0.1:7233',
  });
  expect(connectionOptions).toMatchObject({ address: '127.0.0.1:7233' });
  expect(namespace).toBe('default');
});

test('reaches Temporal Cloud by address, namespace and API key, over TLS', () => {
  const { connectionOptions, namespace } = temporalConnection({
    TEMPORAL_CONFIG_FILE: examples,
    TEMPORAL_PROFILE: 'cloud',
    TEMPORAL_API_KEY: 'key',
  });
  expect(namespace).toBe('samovar.a1b2c');
  expect(connectionOptions).toMatchObject({ apiKey: 'key' });
  expect(connectionOptions.tls).toBeTruthy();
});

test('reaches an own cluster with a client certificate', () => {
  const folder = mkdtempSync(join(tmpdir(), 'samovar-certificates-'));
  for (const name of ['client.pem', 'client.key', 'ca.pem']) writeFileSync(join(folder, name), name);
  const { connectionOptions } = temporalConnection({
    ...none,
    TEMPORAL_ADDRESS: 'temporal.internal.example:7233',
    TEMPORAL_TLS_CLIENT_CERT_PATH: join(folder, 'client.pem'),
    TEMPORAL_TLS_CLIENT_KEY_PATH: join(folder, 'client.key'),
    TEMPORAL_TLS_SERVER_CA_CERT_PATH: join(folder, 'ca.pem'),
  });
  expect(connectionOptions.tls).toMatchObject({ clientCertPair: { crt: expect.anything() as unknown } });
});

test('names the profile that is not in the file', () => {
  expect(() => temporalConnection({ TEMPORAL_CONFIG_FILE: examples, TEMPORAL_PROFILE: 'absent' })).toThrow(
    /absent/,
  );
});
