import { z } from 'zod';
import { openApiDocument } from './openapi.ts';
import { publicRoute, type Route } from './route.ts';
import { apiKeyRoutes } from './routes/api-keys.ts';
import { domainRoutes } from './routes/domains.ts';
import { mailboxPresetRoutes } from './routes/mailbox-presets.ts';
import { mailboxRoutes } from './routes/mailboxes.ts';
import { systemRoutes } from './routes/system.ts';
import { tenantRoutes } from './routes/tenants.ts';
import { warmupGraphRoutes } from './routes/warmup-graph.ts';
import { warmupRoutes } from './routes/warmup.ts';

const openApiRoute = publicRoute({
  method: 'get',
  path: '/openapi.json',
  operationId: 'readOpenApi',
  summary: 'This document',
  tag: 'system',
  answers: { 200: z.record(z.string(), z.unknown()) },
  handle: async ({ publicUrl }) => ({ status: 200, body: openApiDocument(routeTable, publicUrl) }),
});

/** Every route there is. Express's routes and the OpenAPI document are both made of it, so they can't disagree. */
export const routeTable: readonly Route[] = [
  ...systemRoutes,
  openApiRoute,
  ...tenantRoutes,
  ...apiKeyRoutes,
  ...domainRoutes,
  ...mailboxPresetRoutes,
  ...mailboxRoutes,
  ...warmupRoutes,
  ...warmupGraphRoutes,
];
