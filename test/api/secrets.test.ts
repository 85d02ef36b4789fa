import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHarness, type Harness } from './harness.ts';
import { query } from './rows.ts';
import { mailboxRequest, newDomain, newTenant, type ChangedMailbox, type TestTenant } from './tenant.ts';

let api: Harness;
let tenant: TestTenant;
beforeAll(async () => {
  api = await openHarness();
  tenant = await newTenant(api);
});
afterAll(() => api.close());

const secret = randomBytes(24).toString('base64url');
const address = 'margarete.unverwechselbar';

/** Sends the secret through every place that takes one, rightly and wrongly. */
async function useSecret(): Promise<void> {
  const { key } = tenant;
  const domain = await newDomain(api, tenant);
  const right = mailboxRequest(domain, {
    address: `${address}@${domain.name}`,
    login: { kind: 'password', password: secret },
  });
  const created = await api.call<ChangedMailbox>('POST', '/v1/mailboxes', { key, body: right });
  const path = `/v1/mailboxes/${created.body.mailbox.id}`;
  await api.call('POST', '/v1/mailboxes', { key, body: right });
  await api.call('POST', '/v1/mailboxes', {
    key,
    body: { ...right, login: { kind: secret, password: secret } },
  });
  await api.call('POST', '/v1/mailboxes', {
    key,
    body: { ...right, login: { kind: 'password', password: `${secret}\n` } },
  });
  await api.call('POST', '/v1/mailboxes', { key, body: { ...right, timeZone: secret, preset: secret } });
  await api.call('POST', '/v1/mailboxes', { key, body: `{"login":{"password":"${secret}"` });
  await api.call('PUT', `${path}/login`, { key, body: { kind: 'xoauth2', accessToken: secret } });
  await api.call('PUT', `${path}/login`, { key: secret, body: { kind: 'password', password: secret } });
  await api.call('GET', path, { key });
  await api.call('GET', '/v1/mailboxes', { key });
  await query(api.ownerUrl, 'ALTER TABLE outbox ADD CONSTRAINT broken CHECK (false) NOT VALID');
  await api.call('PUT', `${path}/login`, { key, body: { kind: 'password', password: secret } });
  await query(api.ownerUrl, 'ALTER TABLE outbox DROP CONSTRAINT broken');
}

test('no answer and no line of the log holds a credential; the log holds no address either', async () => {
  await useSecret();
  const answers = api.answered.join('\n');
  const log = api.logged.join('');
  expect(answers).not.toContain(secret);
  expect(log).not.toContain(secret);
  expect(log).not.toContain(tenant.key);
  expect(log).not.toContain(api.platformKey);
  expect(log).not.toContain(address);
  expect(log).not.toContain('Anna Weber');
  // It did log, and the answers did hold what they may.
  expect(log).toContain('"operationId":"changeMailboxLogin"');
  expect(log).toContain('"status":500');
  expect(log).toContain(tenant.tenantId);
  expect(answers).toContain(address);
});

test('the outbox holds ids only', async () => {
  const rows = await query<{ row: string }>(api.ownerUrl, 'SELECT outbox::text AS row FROM outbox');
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.some(({ row }) => row.includes('@') || row.includes(secret))).toBe(false);
});
