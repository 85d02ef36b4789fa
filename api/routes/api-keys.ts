import { z } from 'zod';
import { createApiKey, listApiKeys, revokeApiKey } from '../../store/api-keys.ts';
import { readTenant } from '../../store/tenants.ts';
import type { Context } from '../context.ts';
import { platformRoute, tenantRoute } from '../route.ts';
import { apiKey, apiKeyWithSecret, createApiKeyRequest } from '../schemas/api-keys.ts';
import { id, pageOf, pageQuery } from '../schemas/common.ts';
import { apiKeyView } from '../views/tenant.ts';

const tag = 'API keys';
const page = pageOf(apiKey).meta({ id: 'ApiKeyPage' });
const query = z.strictObject(pageQuery);
const params = z.object({ keyId: id });
const ofTenant = z.object({ tenantId: id });

interface KeyCaller {
  readonly tenantId: string;
  readonly keyId: string;
}

/** The same three use cases twice: a tenant manages its own keys, the platform those of a tenant that lost its last. */
export const apiKeyRoutes = [
  tenantRoute('admin', {
    method: 'post',
    path: '/v1/api-keys',
    operationId: 'createApiKey',
    summary: 'Create an API key; its secret is shown this once',
    tag,
    body: createApiKeyRequest,
    answers: { 201: apiKeyWithSecret },
    handle: async ({ body, caller, context }) => create(context, caller, body),
  }),
  tenantRoute('admin', {
    method: 'get',
    path: '/v1/api-keys',
    operationId: 'listApiKeys',
    summary: 'List API keys, oldest first',
    tag,
    query,
    answers: { 200: page },
    handle: async ({ query: wanted, caller, context }) => list(context, caller.tenantId, wanted),
  }),
  tenantRoute('admin', {
    method: 'post',
    path: '/v1/api-keys/{keyId}/revoke',
    operationId: 'revokeApiKey',
    summary: 'Revoke an API key, at once and for ever',
    tag,
    params,
    answers: { 200: apiKey },
    handle: async ({ params: { keyId }, caller, context }) => revoke(context, caller, keyId),
  }),
  platformRoute('admin', {
    method: 'post',
    path: '/admin/v1/tenants/{tenantId}/api-keys',
    operationId: 'createTenantApiKey',
    summary: 'Create an API key of a tenant; its secret is shown this once',
    tag,
    params: ofTenant,
    body: createApiKeyRequest,
    answers: { 201: apiKeyWithSecret },
    handle: async ({ params: { tenantId }, body, caller, context }) =>
      create(context, { tenantId, keyId: caller.keyId }, body),
  }),
  platformRoute('admin', {
    method: 'get',
    path: '/admin/v1/tenants/{tenantId}/api-keys',
    operationId: 'listTenantApiKeys',
    summary: 'List the API keys of a tenant, oldest first',
    tag,
    params: ofTenant,
    query,
    answers: { 200: page },
    handle: async ({ params: { tenantId }, query: wanted, context }) => list(context, tenantId, wanted),
  }),
  platformRoute('admin', {
    method: 'post',
    path: '/admin/v1/tenants/{tenantId}/api-keys/{keyId}/revoke',
    operationId: 'revokeTenantApiKey',
    summary: 'Revoke an API key of a tenant, at once and for ever',
    tag,
    params: ofTenant.extend(params.shape),
    answers: { 200: apiKey },
    handle: async ({ params: { tenantId, keyId }, caller, context }) =>
      revoke(context, { tenantId, keyId: caller.keyId }, keyId),
  }),
];

async function create(
  { store, clock }: Context,
  caller: KeyCaller,
  body: z.output<typeof createApiKeyRequest>,
) {
  const actor = { tenantId: caller.tenantId, by: caller.keyId, at: clock.now() };
  const { key, secret } = await store.forTenant(caller.tenantId, async (tx) => {
    await readTenant(tx, caller.tenantId);
    return createApiKey(tx, actor, { ...body, createdAt: new Date() });
  });
  return { status: 201 as const, body: { ...apiKeyView(key), secret } };
}

async function list({ store }: Context, tenantId: string, wanted: z.output<typeof query>) {
  const { items, next } = await store.forTenant(tenantId, async (tx) => {
    await readTenant(tx, tenantId);
    return listApiKeys(tx, wanted);
  });
  return { status: 200 as const, body: { items: items.map(apiKeyView), next } };
}

async function revoke({ store, clock }: Context, caller: KeyCaller, keyId: string) {
  const actor = { tenantId: caller.tenantId, by: caller.keyId, at: clock.now() };
  const key = await store.forTenant(caller.tenantId, (tx) => revokeApiKey(tx, actor, keyId, new Date()));
  return { status: 200 as const, body: apiKeyView(key) };
}
