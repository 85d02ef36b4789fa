import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { routeTable } from '../../api/route-table.ts';
import { apiKeyHash, ensurePlatformKey, newApiKeySecret } from '../../store/api-keys.ts';
import { openHarness, type Harness } from './harness.ts';
import { query } from './rows.ts';
import { newTenant, type TestTenant } from './tenant.ts';

interface Key {
  readonly id: string;
  readonly secret: string;
}

let api: Harness;
let tenant: TestTenant;
beforeAll(async () => {
  api = await openHarness();
  tenant = await newTenant(api);
});
afterAll(() => api.close());

async function keyWith(scopes: readonly string[]): Promise<Key> {
  const { body } = await api.call<Key>('POST', '/v1/api-keys', {
    key: tenant.key,
    body: { name: 'a key', scopes },
  });
  return body;
}

const someId = '01900000-0000-7000-8000-000000000000';
const protectedRoutes = routeTable.filter(({ audience }) => audience !== 'public');

describe.each(protectedRoutes)('$method $path', ({ method, path, audience, scope }) => {
  const address = path.replaceAll(/\{\w+\}/g, someId);
  const verb = method.toUpperCase();

  test('refuses a request without a key', async () => {
    const { status, body, headers } = await api.call(verb, address);
    expect(status).toBe(401);
    expect(body.code).toBe('unauthenticated');
    expect(headers.get('www-authenticate')).toBe('Bearer realm="samovar"');
  });

  test('refuses a key without its scope', async () => {
    const others = ['read', 'write', 'admin'].filter((one) => one !== scope);
    const key = audience === 'tenant' ? await keyWith(others) : await platformKeyWith(others);
    const { status, body } = await api.call(verb, address, { key: key.secret });
    expect(status).toBe(403);
    expect(body.detail).toContain(`"${scope}"`);
  });

  test('refuses a key of the other audience', async () => {
    const key = audience === 'tenant' ? api.platformKey : tenant.key;
    const { status, body } = await api.call(verb, address, { key });
    expect(status).toBe(403);
    expect(body.code).toBe('forbidden');
  });
});

/** Platform keys are made by the settings, with all scopes: one with less is written by hand. */
async function platformKeyWith(scopes: readonly string[]): Promise<{ secret: string }> {
  const secret = newApiKeySecret();
  await query(
    api.ownerUrl,
    `INSERT INTO api_key (id, name, prefix, hash, scopes, created_at) VALUES (gen_random_uuid(), 'less', 'smv_', $1, $2, now())`,
    [apiKeyHash(secret), scopes],
  );
  return { secret };
}

test.each(['Basic abc', 'Bearer', 'Bearer a b', 'smv_abc', 'Bearer é'])(
  'refuses the header %j',
  async (authorization) => {
    const { status } = await api.call('GET', '/v1/domains', {
      headers: { authorization: Buffer.from(authorization, 'utf8').toString('latin1') },
    });
    expect(status).toBe(401);
  },
);

test('tells an unknown key from none', async () => {
  const { status, headers } = await api.call('GET', '/v1/domains', { key: newApiKeySecret() });
  expect(status).toBe(401);
  expect(headers.get('www-authenticate')).toBe('Bearer realm="samovar", error="invalid_token"');
});

test('takes the scheme in any letter case', async () => {
  const { status } = await api.call('GET', '/v1/domains', {
    headers: { authorization: `bearer ${tenant.key}` },
  });
  expect(status).toBe(200);
});

test('refuses a key from the moment that it is revoked', async () => {
  const key = await keyWith(['read']);
  expect((await api.call('GET', '/v1/domains', { key: key.secret })).status).toBe(200);
  const { body } = await api.call<{ revokedAt: string }>('POST', `/v1/api-keys/${key.id}/revoke`, {
    key: tenant.key,
  });
  expect(body.revokedAt).not.toBeNull();
  expect((await api.call('GET', '/v1/domains', { key: key.secret })).status).toBe(401);
  const again = await api.call<{ revokedAt: string }>('POST', `/v1/api-keys/${key.id}/revoke`, {
    key: tenant.key,
  });
  expect(again.body.revokedAt).toBe(body.revokedAt);
});

test('notes the last use of a key, and keeps only its hash', async () => {
  const key = await keyWith(['read']);
  await api.call('GET', '/v1/domains', { key: key.secret });
  const { body } = await api.call<{ items: { id: string; lastUsedAt: string | null }[] }>(
    'GET',
    '/v1/api-keys',
    {
      key: tenant.key,
    },
  );
  expect(body.items.find(({ id }) => id === key.id)?.lastUsedAt).toMatch(/:00\.000Z$/);
  const rows = await query<{ row: string }>(api.ownerUrl, 'SELECT api_key::text AS row FROM api_key');
  expect(rows.some(({ row }) => row.includes(key.secret))).toBe(false);
});

test('knows the platform key of the settings, and forgets the one that they named before', async () => {
  const [first, second] = [newApiKeySecret(), newApiKeySecret()];
  const statusOf = async (key: string) => (await api.call('GET', '/admin/v1/tenants', { key })).status;
  await api.store.forPlatform((tx) => ensurePlatformKey(tx, first, new Date()));
  await api.store.forPlatform((tx) => ensurePlatformKey(tx, first, new Date()));
  expect(await statusOf(first)).toBe(200);
  await api.store.forPlatform((tx) => ensurePlatformKey(tx, second, new Date()));
  expect([await statusOf(first), await statusOf(second)]).toEqual([401, 200]);
  await api.store.forPlatform((tx) => ensurePlatformKey(tx, first, new Date()));
  expect([await statusOf(first), await statusOf(second)]).toEqual([200, 401]);
});
