import type { Selectable } from 'kysely';
import type { z } from 'zod';
import type { ApiKey, Tenant } from '../../store/database.ts';
import type { apiKey, scopes } from '../schemas/api-keys.ts';
import type { tenant } from '../schemas/tenants.ts';
import { pauseView, timeView } from './common.ts';

export function tenantView(row: Selectable<Tenant>): z.input<typeof tenant> {
  return {
    id: row.id,
    name: row.name,
    timeZone: row.timeZone,
    language: row.language,
    allowSameDomainWarmup: row.allowSameDomainWarmup,
    paused: pauseView(row),
    createdAt: timeView(row.createdAt),
  };
}

export function apiKeyView(row: Selectable<ApiKey>): z.input<typeof apiKey> {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scopes: row.scopes as (typeof scopes)[number][], // written through the schema
    createdAt: timeView(row.createdAt),
    lastUsedAt: timeView(row.lastUsedAt),
    revokedAt: timeView(row.revokedAt),
  };
}
