import { z } from 'zod';
import { apiKeyWithSecret } from './api-keys.ts';
import { id, language, line, pause, time, timeZone, workflowReference } from './common.ts';

export const tenant = z
  .strictObject({
    id,
    name: z.string(),
    timeZone: z.string(),
    language,
    allowSameDomainWarmup: z.boolean(),
    paused: pause,
    createdAt: time,
  })
  .meta({ id: 'Tenant' });

export const createTenantRequest = z
  .strictObject({
    name: line(200),
    timeZone: timeZone.default('UTC').meta({ description: 'For mailboxes that name none.' }),
    language: language
      .default('en')
      .meta({ description: 'Of warm-up conversations, for mailboxes that name none.' }),
    allowSameDomainWarmup: z.boolean().default(false).meta({
      description: 'Lets mailboxes of one domain warm each other. Says little to providers: leave it off.',
    }),
  })
  .meta({ id: 'CreateTenantRequest' });

export const createdTenant = z.strictObject({ tenant, apiKey: apiKeyWithSecret }).meta({
  id: 'CreatedTenant',
  description: 'The tenant with its first key, whose secret is shown this once.',
});

export const changedTenant = z
  .strictObject({ tenant, workflows: z.array(workflowReference) })
  .meta({ id: 'ChangedTenant' });
