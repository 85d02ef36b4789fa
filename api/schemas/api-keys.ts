import { z } from 'zod';
import { id, line, time } from './common.ts';

export const scopes = ['read', 'write', 'admin'] as const;

const scope = z.enum(scopes).meta({ description: '`read` reads, `write` changes, `admin` manages keys.' });

export const apiKey = z
  .strictObject({
    id,
    name: z.string(),
    prefix: z.string().meta({ description: 'The first characters, to tell keys apart.' }),
    scopes: z.array(scope),
    createdAt: time.meta({ description: 'Real time.' }),
    lastUsedAt: time.nullable().meta({ description: 'Real time, to the minute.' }),
    revokedAt: time.nullable().meta({ description: 'Real time.' }),
  })
  .meta({ id: 'ApiKey' });

export const apiKeyWithSecret = apiKey
  .extend({ secret: z.string().meta({ description: 'The key itself. Shown once: only its hash is kept.' }) })
  .meta({ id: 'ApiKeyWithSecret' });

export const createApiKeyRequest = z
  .strictObject({
    name: line(100),
    scopes: z
      .array(scope)
      .min(1)
      .transform((given) => [...new Set(given)])
      .default(['read', 'write']),
  })
  .meta({ id: 'CreateApiKeyRequest' });
