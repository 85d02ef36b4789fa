import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { createApiKey } from '../../store/api-keys.ts';
import {
  createTenant,
  listTenants,
  pauseTenant,
  readTenant,
  resumeTenant,
  type ChangedTenant,
} from '../../store/tenants.ts';
import type { Context } from '../context.ts';
import { platformRoute } from '../route.ts';
import { id, pageOf, pageQuery, pauseRequest } from '../schemas/common.ts';
import { scopes } from '../schemas/api-keys.ts';
import { changedTenant, createdTenant, createTenantRequest, tenant } from '../schemas/tenants.ts';
import { apiKeyView, tenantView } from '../views/tenant.ts';
import { dispatchWakes, statusFor } from '../wakes.ts';

const tag = 'tenants';
const params = z.object({ tenantId: id });

export const tenantRoutes = [
  platformRoute('write', {
    method: 'post',
    path: '/admin/v1/tenants',
    operationId: 'createTenant',
    summary: 'Create a tenant, with its first API key',
    tag,
    body: createTenantRequest,
    answers: { 201: createdTenant },
    handle: async ({ body, caller, context: { store, clock } }) => {
      const actor = { tenantId: uuidv7(), by: caller.keyId, at: clock.now() };
      const created = await store.forTenant(actor.tenantId, async (tx) => ({
        tenant: await createTenant(tx, actor, body),
        first: await createApiKey(tx, actor, { name: 'First key', scopes, createdAt: new Date() }),
      }));
      const apiKey = { ...apiKeyView(created.first.key), secret: created.first.secret };
      return { status: 201, body: { tenant: tenantView(created.tenant), apiKey } };
    },
  }),
  platformRoute('read', {
    method: 'get',
    path: '/admin/v1/tenants',
    operationId: 'listTenants',
    summary: 'List tenants, oldest first',
    tag,
    query: z.strictObject(pageQuery),
    answers: { 200: pageOf(tenant).meta({ id: 'TenantPage' }) },
    handle: async ({ query, context: { store } }) => {
      const { items, next } = await store.forPlatform((tx) => listTenants(tx, query));
      return { status: 200, body: { items: items.map(tenantView), next } };
    },
  }),
  platformRoute('read', {
    method: 'get',
    path: '/admin/v1/tenants/{tenantId}',
    operationId: 'readTenant',
    summary: 'Read a tenant',
    tag,
    params,
    answers: { 200: tenant },
    handle: async ({ params: { tenantId }, context: { store } }) => ({
      status: 200,
      body: tenantView(await store.forTenant(tenantId, (tx) => readTenant(tx, tenantId))),
    }),
  }),
  platformRoute('write', {
    method: 'post',
    path: '/admin/v1/tenants/{tenantId}/pause',
    operationId: 'pauseTenant',
    summary: 'Pause all mail of a tenant',
    tag,
    params,
    body: pauseRequest,
    answers: { 200: changedTenant, 202: changedTenant },
    handle: async ({ params: { tenantId }, body, caller, context }) => {
      const actor = { tenantId, by: caller.keyId, at: context.clock.now() };
      return changed(
        context,
        await context.store.forTenant(tenantId, (tx) => pauseTenant(tx, actor, body.reason)),
      );
    },
  }),
  platformRoute('write', {
    method: 'post',
    path: '/admin/v1/tenants/{tenantId}/resume',
    operationId: 'resumeTenant',
    summary: 'Resume a tenant; nothing is caught up',
    tag,
    params,
    answers: { 200: changedTenant, 202: changedTenant },
    handle: async ({ params: { tenantId }, caller, context }) => {
      const actor = { tenantId, by: caller.keyId, at: context.clock.now() };
      return changed(context, await context.store.forTenant(tenantId, (tx) => resumeTenant(tx, actor)));
    },
  }),
];

async function changed(context: Context, { tenant: row, wakes }: ChangedTenant) {
  const workflows = await dispatchWakes(context, wakes);
  return { status: statusFor(workflows), body: { tenant: tenantView(row), workflows } };
}
