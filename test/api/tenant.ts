import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { mailbox } from '../../api/schemas/mailboxes.ts';
import type { warmupStatus } from '../../api/schemas/warmup.ts';
import type { Harness } from './harness.ts';

export type Mailbox = z.infer<typeof mailbox>;
export type Warmup = z.infer<typeof warmupStatus>;

export interface ChangedMailbox {
  readonly mailbox: Mailbox;
  readonly workflows: readonly { readonly workflowId: string; readonly url: string | null }[];
}

export interface TestTenant {
  readonly tenantId: string;
  /** With every scope. */
  readonly key: string;
}

/** A tenant of its own, made as the platform makes one. */
export async function newTenant(api: Harness, name = 'Alder'): Promise<TestTenant> {
  const { body } = await api.call<{ tenant: { id: string }; apiKey: { secret: string } }>(
    'POST',
    '/admin/v1/tenants',
    {
      key: api.platformKey,
      body: { name, timeZone: 'Europe/Berlin', language: 'de' },
    },
  );
  return { tenantId: body.tenant.id, key: body.apiKey.secret };
}

export async function newDomain(
  api: Harness,
  { key }: TestTenant,
  name = `d${randomUUID()}.test`,
): Promise<{ id: string; name: string }> {
  const { body } = await api.call<{ id: string; name: string }>('POST', '/v1/domains', {
    key,
    body: { name, dkimSelector: 's1' },
  });
  return body;
}

export const password = 'a password that nobody may see';

/** A request that is right in every field. */
export function mailboxRequest(domain: { id: string; name: string }, changes: object = {}): object {
  return {
    domainId: domain.id,
    address: `anna.weber@${domain.name}`,
    senderName: 'Anna Weber',
    smtp: { host: 'smtp.example.com', port: 465, security: 'tls' },
    imap: { host: 'imap.example.com', port: 993, security: 'tls' },
    login: { kind: 'password', password },
    warmup: { optIn: true },
    ...changes,
  };
}

export async function newMailbox(
  api: Harness,
  tenant: TestTenant,
  changes: object = {},
  domain?: { id: string; name: string },
): Promise<Mailbox> {
  const body = mailboxRequest(domain ?? (await newDomain(api, tenant)), changes);
  const answer = await api.call<ChangedMailbox>('POST', '/v1/mailboxes', { key: tenant.key, body });
  return answer.body.mailbox;
}
