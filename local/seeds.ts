import { join } from 'node:path';
import { apiClient, type ApiClient } from './api-client.ts';
import { folderIn } from './data-directory.ts';
import { generateDkimKey, mailZone } from './dns/mail-zone.ts';
import { readJson, writeJson } from './json-file.ts';
import { ControlRequestError } from './mail/control-client.ts';
import type { Stack } from './stack.ts';

export interface SeedClient {
  readonly name: string;
  readonly language: 'en' | 'de' | 'es' | 'ru';
  readonly timeZone: string;
  /** Each with two mailboxes. The .test domain is reserved for this (RFC 6761). */
  readonly domains: readonly string[];
  readonly mailboxNames: readonly string[];
}

/** Two clients that share nothing: three domains and six mailboxes each. */
export const seedClients: readonly SeedClient[] = [
  {
    name: 'Alder Works',
    language: 'en',
    timeZone: 'Europe/London',
    domains: ['alder-works.test', 'alder-post.test', 'alder-team.test'],
    mailboxNames: ['sales', 'contact'],
  },
  {
    name: 'Birke Technik',
    language: 'de',
    timeZone: 'Europe/Berlin',
    domains: ['birke-technik.test', 'birke-post.test', 'birke-team.test'],
    mailboxNames: ['vertrieb', 'kontakt'],
  },
];

export interface SeededClient {
  readonly name: string;
  readonly tenantId: string;
  readonly api: ApiClient;
  readonly key: string;
}

const dkimSelector = 'samovar';
/** Of local mailboxes, which nobody can reach but this machine. */
const mailboxPassword = 'local-only';

/**
 * Makes the demo's clients through the API, as a user would: tenant, domains, mailboxes with warm-up. Whatever is there
 * already stays, so a start that was killed in the middle is completed by the next.
 */
export async function seed(stack: Stack, dataDir: string, clients = seedClients): Promise<SeededClient[]> {
  const seeded: SeededClient[] = [];
  for (const client of clients) seeded.push(await seedClient(stack, dataDir, client));
  return seeded;
}

async function seedClient(stack: Stack, dataDir: string, client: SeedClient): Promise<SeededClient> {
  const { tenantId, key } = await tenantOf(stack, dataDir, client);
  const api = apiClient(stack.apiUrl, key);
  const known = {
    domains: await api.list<{ id: string; name: string }>('/v1/domains'),
    mailboxes: await api.list<{ address: string }>('/v1/mailboxes'),
  };
  for (const name of client.domains) {
    if (!stack.dns.zones.get(name)) await publishZone(stack, name);
    const domain =
      known.domains.find((one) => one.name === name) ??
      (await api.post<{ id: string }>('/v1/domains', { name, dkimSelector }));
    for (const mailboxName of client.mailboxNames) {
      const address = `${mailboxName}@${name}`;
      await openMailbox(stack, address);
      if (known.mailboxes.some((one) => one.address === address)) continue;
      await api.post('/v1/mailboxes', mailboxRequest(stack, domain.id, address, client));
    }
  }
  return { name: client.name, tenantId, api, key };
}

/** The client's tenant and a key of it. A key is shown once, so it is kept beside the stack's other secrets. */
async function tenantOf(
  stack: Stack,
  dataDir: string,
  { name, timeZone, language }: SeedClient,
): Promise<{ tenantId: string; key: string }> {
  const file = join(folderIn(dataDir, '.'), 'demo-keys.json');
  const keys = readJson<Record<string, { tenantId: string; key: string }>>(file, {});
  const kept = keys[name];
  if (kept) return kept;
  const admin = apiClient(stack.apiUrl, stack.secrets.platformKey);
  const tenants = await admin.list<{ id: string; name: string }>('/admin/v1/tenants');
  const tenant = tenants.find((one) => one.name === name);
  const made = tenant
    ? { tenantId: tenant.id, key: await newKey(admin, tenant.id) }
    : await newTenant(admin, { name, timeZone, language });
  writeJson(file, { ...keys, [name]: made }, 0o600);
  return made;
}

async function newTenant(admin: ApiClient, request: object): Promise<{ tenantId: string; key: string }> {
  const { tenant, apiKey } = await admin.post<{ tenant: { id: string }; apiKey: { secret: string } }>(
    '/admin/v1/tenants',
    request,
  );
  return { tenantId: tenant.id, key: apiKey.secret };
}

/** For a tenant whose first key was lost with a killed start. */
async function newKey(admin: ApiClient, tenantId: string): Promise<string> {
  const { secret } = await admin.post<{ secret: string }>(`/admin/v1/tenants/${tenantId}/api-keys`, {
    name: 'local stack',
    scopes: ['read', 'write', 'admin'],
  });
  return secret;
}

async function publishZone(stack: Stack, domain: string): Promise<void> {
  const dkim = await generateDkimKey(dkimSelector);
  stack.dns.zones.put(domain, mailZone({ domain, dkim }));
}

async function openMailbox(stack: Stack, address: string): Promise<void> {
  try {
    await stack.mail.current().control.addMailbox({ address, password: mailboxPassword });
  } catch (refusal) {
    if (!(refusal instanceof ControlRequestError) || refusal.status !== 409) throw refusal;
  }
}

function mailboxRequest(stack: Stack, domainId: string, address: string, client: SeedClient): object {
  const { ports } = stack.mail.current();
  const [localPart = ''] = address.split('@');
  return {
    domainId,
    address,
    senderName: `${localPart[0]?.toUpperCase()}${localPart.slice(1)} ${client.name}`,
    language: client.language,
    timeZone: client.timeZone,
    preset: 'local',
    smtp: { host: '127.0.0.1', port: ports.smtp, security: 'none' },
    imap: { host: '127.0.0.1', port: ports.imap, security: 'none' },
    login: { kind: 'password', password: mailboxPassword },
    warmup: { optIn: true },
  };
}
