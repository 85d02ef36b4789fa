import { createHash, randomBytes } from 'node:crypto';
import { sql, type Selectable } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { recordChange, type Actor } from './change-log.ts';
import type { Tx } from './connection.ts';
import type { ApiKey } from './database.ts';
import { noSuch } from './not-found.ts';
import { pageOf, type Page, type PageRequest } from './pages.ts';

/** 256 random bits behind a prefix by which people, and scanners of leaked secrets, know what it is. */
export function newApiKeySecret(): string {
  return `smv_${randomBytes(32).toString('base64url')}`;
}

/** SHA-256: there is nothing to guess in 256 random bits, so a slow hash would only slow every request down. */
export function apiKeyHash(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** What is shown of a key for ever; 36 bits of it, far from enough to find the rest. */
function shownPrefix(secret: string): string {
  return secret.slice(0, 10);
}

export interface NewApiKey {
  readonly name: string;
  readonly scopes: readonly string[];
  /** Real time. */
  readonly createdAt: Date;
}

export interface CreatedApiKey {
  readonly key: Selectable<ApiKey>;
  readonly secret: string;
}

/** Makes a key of the actor's tenant. Its secret is in the answer, and nowhere else afterwards. */
export async function createApiKey(
  tx: Tx,
  actor: Actor,
  { name, scopes, createdAt }: NewApiKey,
): Promise<CreatedApiKey> {
  const secret = newApiKeySecret();
  const key = await tx
    .insertInto('apiKey')
    .values({
      id: uuidv7(),
      tenantId: actor.tenantId,
      name,
      prefix: shownPrefix(secret),
      hash: apiKeyHash(secret),
      scopes: [...scopes],
      createdAt,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  await recordChange(tx, actor, {
    subject: 'api-key',
    subjectId: key.id,
    change: 'created',
    detail: { scopes },
  });
  return { key, secret };
}

/** The tenant's keys, oldest first, revoked ones included. */
export async function listApiKeys(tx: Tx, page: PageRequest): Promise<Page<Selectable<ApiKey>>> {
  const rows = await tx
    .selectFrom('apiKey')
    .selectAll()
    .$if(page.cursor !== undefined, (query) => query.where('id', '>', page.cursor ?? ''))
    .orderBy('id')
    .limit(page.limit + 1)
    .execute();
  return pageOf(rows, page);
}

/**
 * Ends a key at once and for ever; a key that has ended stays as it is.
 * @throws not-found
 */
export async function revokeApiKey(
  tx: Tx,
  actor: Actor,
  id: string,
  revokedAt: Date,
): Promise<Selectable<ApiKey>> {
  const revoked = await tx
    .updateTable('apiKey')
    .set({ revokedAt: sql`coalesce(revoked_at, ${revokedAt})` })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  if (!revoked) throw noSuch('API key');
  await recordChange(tx, actor, { subject: 'api-key', subjectId: id, change: 'revoked' });
  return revoked;
}

export interface KnownApiKey {
  readonly id: string;
  /** Null for a platform key. */
  readonly tenantId: string | null;
  readonly scopes: readonly string[];
}

/** Whose key this is, noted as used now; null when it isn't known or was revoked. Needs no tenant. */
export async function findApiKey(tx: Tx, secret: string): Promise<KnownApiKey | null> {
  const found = await sql<KnownApiKey>`
    select key.id, key.tenant_id, key.scopes, touch_api_key(key.id)
    from find_api_key(${apiKeyHash(secret)}) as key
    where not key.revoked`.execute(tx);
  const [key] = found.rows;
  return key ? { id: key.id, tenantId: key.tenantId, scopes: key.scopes } : null;
}

const bootstrapName = 'SAMOVAR_PLATFORM_KEY';

/**
 * Knows the platform key of the settings from now on, and no longer the one that they named before. To be run in a
 * transaction of the platform.
 */
export async function ensurePlatformKey(tx: Tx, secret: string, at: Date): Promise<void> {
  const hash = apiKeyHash(secret);
  await tx
    .updateTable('apiKey')
    .set({ revokedAt: at })
    .where('tenantId', 'is', null)
    .where('name', '=', bootstrapName)
    .where('hash', '!=', hash)
    .where('revokedAt', 'is', null)
    .execute();
  await tx
    .insertInto('apiKey')
    .values({
      id: uuidv7(),
      tenantId: null,
      name: bootstrapName,
      prefix: shownPrefix(secret),
      hash,
      scopes: ['read', 'write', 'admin'],
      createdAt: at,
    })
    .onConflict((conflict) =>
      conflict.column('hash').doUpdateSet({ revokedAt: null }).where('apiKey.tenantId', 'is', null),
    )
    .execute();
}
