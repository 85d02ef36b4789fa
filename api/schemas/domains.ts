import { z } from 'zod';
import { domainName, id, pause, time, workflowReference } from './common.ts';

const checkState = z.enum(['pass', 'fail', 'unknown']);

export const domain = z
  .strictObject({
    id,
    name: z.string(),
    dkimSelector: z.string(),
    provider: z.enum(['google', 'microsoft', 'yandex', 'mailru', 'other']),
    authentication: z.strictObject({
      state: checkState,
      passingSince: time.nullable(),
      failuresInARow: z.int(),
      checkedAt: time.nullable(),
    }),
    paused: pause,
    retiredAt: time.nullable(),
    createdAt: time,
  })
  .meta({ id: 'Domain' });

export const dnsRecord = z
  .strictObject({
    type: z.enum(['TXT', 'CNAME']),
    name: z.string(),
    value: z.string().nullable().meta({ description: 'Null where the mail provider gives it.' }),
    purpose: z.string(),
  })
  .meta({ id: 'DnsRecord' });

export const dnsCheck = z
  .strictObject({
    record: z.enum(['spf', 'dkim', 'dmarc', 'mx']),
    state: checkState,
    sentence: z.string(),
    checkedAt: time,
  })
  .meta({ id: 'DnsCheck' });

export const domainDetails = domain.extend({ records: z.array(dnsRecord), checks: z.array(dnsCheck) }).meta({
  id: 'DomainDetails',
  description: 'A domain with the records to publish and the last look at each.',
});

export const createDomainRequest = z
  .strictObject({
    name: domainName,
    dkimSelector: z
      .string()
      .regex(/^(?=.{1,63}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/i)
      .toLowerCase()
      .meta({
        description: 'Under which the provider signs: the first part of <selector>._domainkey.<domain>.',
        example: 'google',
      }),
  })
  .meta({ id: 'CreateDomainRequest' });

export const changedDomain = z
  .strictObject({ domain, workflows: z.array(workflowReference) })
  .meta({ id: 'ChangedDomain' });
