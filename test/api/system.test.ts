import { afterAll, beforeAll, expect, test } from 'vitest';
import { SamovarError } from '../../policy/errors.ts';
import { openHarness, type Harness } from './harness.ts';
import { newTenant, type TestTenant } from './tenant.ts';

let api: Harness;
let tenant: TestTenant;
beforeAll(async () => {
  api = await openHarness();
  tenant = await newTenant(api);
});
afterAll(() => api.close());

test('says that it lives without a key, with the headers that browsers heed', async () => {
  const { status, body, headers } = await api.call('GET', '/healthz');
  expect(status).toBe(200);
  expect(body).toEqual({ status: 'ok' });
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('x-powered-by')).toBeNull();
});

test('is ready when PostgreSQL and Temporal answer', async () => {
  const { status, body } = await api.call('GET', '/readyz');
  expect(status).toBe(200);
  expect(body).toEqual({ status: 'ready', parts: { postgres: 'ready', temporal: 'ready' } });
});

test('says which part it waits for, and goes on serving', async () => {
  const away = await openHarness({
    readiness: {
      postgres: async () => undefined,
      temporal: async () => {
        throw new SamovarError('temporal-unavailable', 'away');
      },
    },
  });
  try {
    const { status, body } = await away.call('GET', '/readyz');
    expect(status).toBe(503);
    expect(body).toEqual({ status: 'not-ready', parts: { postgres: 'ready', temporal: 'unavailable' } });
    expect((await away.call('GET', '/healthz')).status).toBe(200);
  } finally {
    await away.close();
  }
});

test('answers an unknown address with a problem document that says where the routes are', async () => {
  const { status, body } = await api.call('GET', '/v1/nothing');
  expect(status).toBe(404);
  expect(body).toMatchObject({ type: 'urn:samovar:problem:not-found', status: 404, code: 'not-found' });
  expect(body.detail).toContain('/openapi.json');
});

test.each([
  ['DELETE', '/v1/mailboxes', 'POST, GET, HEAD'],
  ['PATCH', '/healthz', 'GET, HEAD'],
  ['GET', '/v1/domains/00000000-0000-7000-8000-000000000000/pause', 'POST'],
])('answers %s %s with what may be done there: %s', async (method, path, allow) => {
  const { status, headers, body } = await api.call(method, path, { key: tenant.key });
  expect(status).toBe(405);
  expect(body.code).toBe('method-not-allowed');
  expect(headers.get('allow')).toBe(allow);
});

test('refuses a body that is no JSON, without quoting it', async () => {
  const { status, body } = await api.call('POST', '/v1/domains', { key: tenant.key, body: '{"name": "secr' });
  expect(status).toBe(400);
  expect(body.code).toBe('malformed-request');
  expect(JSON.stringify(body)).not.toContain('secr"');
});

test.each([
  ['text/plain', '{}'],
  ['application/x-www-form-urlencoded', 'name=a.example'],
  ['application/json; charset=koi8-r', '{}'],
])('refuses a body of type %s', async (type, body) => {
  const answer = await api.call('POST', '/v1/domains', {
    key: tenant.key,
    body,
    headers: { 'content-type': type },
  });
  expect(answer.status).toBe(415);
  expect(answer.body.code).toBe('unsupported-media-type');
});

test('refuses a body above 100 kB', async () => {
  const { status, body } = await api.call('POST', '/v1/domains', {
    key: tenant.key,
    body: { name: 'a'.repeat(110_000) },
  });
  expect(status).toBe(413);
  expect(body.code).toBe('body-too-large');
});

test('looks at the key before the body', async () => {
  const { status } = await api.call('POST', '/v1/domains', { body: '{"name": ' });
  expect(status).toBe(401);
});

test('takes no body at all for an empty one', async () => {
  const { status, body } = await api.call('POST', '/v1/domains', { key: tenant.key });
  expect(status).toBe(422);
  expect(body.errors?.map(({ path }) => path)).toEqual(['name', 'dkimSelector']);
});

test('keeps the request id of the client, and gives one where there is none to keep', async () => {
  const kept = await api.call('GET', '/v1/nothing', { headers: { 'x-request-id': 'client-request-7' } });
  expect(kept.headers.get('x-request-id')).toBe('client-request-7');
  expect(kept.body.requestId).toBe('client-request-7');
  const junk = await api.call('GET', '/v1/nothing', { headers: { 'x-request-id': 'a@b.example {}' } });
  expect(junk.body.requestId).toMatch(/^[0-9a-f-]{36}$/);
});

test('hides what nobody expected, and logs it without its message', async () => {
  const broken = await openHarness({
    clock: {
      now: () => {
        throw new Error('the text of a server that quotes anna@example.com');
      },
      waitMs: () => 0,
      speed: 1,
    },
  });
  try {
    const { status, body } = await broken.call('POST', '/admin/v1/tenants', {
      key: broken.platformKey,
      body: { name: 'Alder' },
    });
    expect(status).toBe(500);
    expect(body).toMatchObject({ code: 'internal' });
    const log = broken.logged.join('');
    expect(log).toContain('request failed');
    expect(log).toContain(body.requestId);
    expect(log + JSON.stringify(body)).not.toContain('anna@example.com');
  } finally {
    await broken.close();
  }
});

test('says that the database is away, and serves again when it is back', async () => {
  let isAway = true;
  const store: Harness['store'] = {
    ...api.store,
    withoutTenant: async (work) => {
      if (isAway) throw new SamovarError('database-unavailable', 'The database is not available.');
      return api.store.withoutTenant(work);
    },
  };
  const other = await openHarness({ store });
  try {
    const away = await other.call('GET', '/v1/domains', { key: tenant.key });
    expect(away.status).toBe(503);
    expect(away.body.code).toBe('database-unavailable');
    isAway = false;
    expect((await other.call('GET', '/v1/domains', { key: tenant.key })).status).toBe(200);
  } finally {
    await other.close();
  }
});
