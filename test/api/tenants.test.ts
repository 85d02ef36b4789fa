import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHarness, type Harness } from './harness.ts';
import { query } from './rows.ts';
import { newMailbox, newTenant } from './tenant.ts';

let api: Harness;
beforeAll(async () => {
  api = await openHarness();
});
afterAll(() => api.close());

interface Tenant {
  readonly id: string;
  readonly name: string;
  readonly paused: { readonly at: string; readonly reason: string } | null;
}

const admin = <Body>(method: string, path: string, body?: object) =>
  api.call<Body>(method, `/admin/v1/tenants${path}`, { key: api.platformKey, body });

test('creates a tenant with a first key that opens it, and shows the key this once', async () => {
  const { status, body } = await admin<{ tenant: Tenant; apiKey: { id: string; secret: string } }>(
    'POST',
    '',
    {
      name: 'Alder Works',
    },
  );
  expect(status).toBe(201);
  expect(body.tenant).toMatchObject({
    name: 'Alder Works',
    timeZone: 'UTC',
    language: 'en',
    allowSameDomainWarmup: false,
    paused: null,
  });
  const keys = await api.call<{ items: object[] }>('GET', '/v1/api-keys', { key: body.apiKey.secret });
  expect(keys.body.items).toMatchObject([{ id: body.apiKey.id, name: 'First key' }]);
  expect(JSON.stringify(keys.body)).not.toContain(body.apiKey.secret);
  expect((await admin<Tenant>('GET', `/${body.tenant.id}`)).body).toEqual(body.tenant);
});

test('lists every tenant, page by page', async () => {
  const made = [await newTenant(api), await newTenant(api)].map(({ tenantId }) => tenantId);
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const path: string = `?limit=1${cursor ? `&cursor=${cursor}` : ''}`;
    const { body } = await admin<{ items: Tenant[]; next: string | null }>('GET', path);
    seen.push(...body.items.map(({ id }) => id));
    cursor = body.next;
  } while (cursor);
  expect(seen).toEqual(expect.arrayContaining(made));
  expect(new Set(seen).size).toBe(seen.length);
});

test('pauses all mail of a tenant and no other’s, and resumes it', async () => {
  const [paused, other] = [await newTenant(api), await newTenant(api)];
  const mailbox = await newMailbox(api, paused);
  await newMailbox(api, other);
  const retired = await newMailbox(api, paused);
  await api.call('POST', `/v1/mailboxes/${retired.id}/retire`, { key: paused.key, body: { reason: 'x' } });
  const answer = await admin<{ tenant: Tenant; workflows: { workflowId: string }[] }>(
    'POST',
    `/${paused.tenantId}/pause`,
    { reason: 'Invoice unpaid' },
  );
  expect(answer.status).toBe(202);
  expect(answer.body.tenant.paused).toEqual({ at: api.time.now.toISOString(), reason: 'Invoice unpaid' });
  expect(answer.body.workflows.map(({ workflowId }) => workflowId)).toEqual([`warmup:${mailbox.id}`]);
  const resumed = await admin<{ tenant: Tenant }>('POST', `/${paused.tenantId}/resume`);
  expect(resumed.status).toBe(202);
  expect(resumed.body.tenant.paused).toBeNull();
  expect((await admin<Tenant>('GET', `/${other.tenantId}`)).body.paused).toBeNull();
});

test('makes and revokes keys for a tenant that lost its own', async () => {
  const { tenantId } = await newTenant(api);
  const made = await admin<{ id: string; secret: string }>('POST', `/${tenantId}/api-keys`, {
    name: 'spare',
    scopes: ['read', 'read'],
  });
  expect(made.status).toBe(201);
  expect((await api.call('GET', '/v1/domains', { key: made.body.secret })).status).toBe(200);
  const { body } = await admin<{ items: { id: string; scopes: string[] }[] }>('GET', `/${tenantId}/api-keys`);
  expect(body.items.find(({ id }) => id === made.body.id)?.scopes).toEqual(['read']);
  expect((await admin('POST', `/${tenantId}/api-keys/${made.body.id}/revoke`)).status).toBe(200);
  expect((await api.call('GET', '/v1/domains', { key: made.body.secret })).status).toBe(401);
});

test('writes down who changed what', async () => {
  const { tenantId } = await newTenant(api);
  await admin('POST', `/${tenantId}/pause`, { reason: 'Holiday' });
  const [platformKey] = await query<{ id: string }>(
    api.ownerUrl,
    'SELECT id FROM api_key WHERE tenant_id IS NULL',
  );
  const changes = await query(
    api.ownerUrl,
    'SELECT actor, subject, change, reason FROM change_log WHERE tenant_id = $1 ORDER BY id',
    [tenantId],
  );
  const by = { actor: platformKey?.id, reason: null };
  expect(changes).toEqual([
    { ...by, subject: 'tenant', change: 'created' },
    { ...by, subject: 'api-key', change: 'created' },
    { ...by, subject: 'tenant', change: 'paused', reason: 'Holiday' },
  ]);
});
