import { afterAll, beforeAll, expect, test } from 'vitest';
import type { z } from 'zod';
import type { changedDomain, domainDetails } from '../../api/schemas/domains.ts';
import { openHarness, type Harness } from './harness.ts';
import { query } from './rows.ts';
import { mailboxRequest, newDomain, newMailbox, newTenant, type TestTenant } from './tenant.ts';

type DomainDetails = z.infer<typeof domainDetails>;
type ChangedDomain = z.infer<typeof changedDomain>;

let api: Harness;
let tenant: TestTenant;
beforeAll(async () => {
  api = await openHarness();
  tenant = await newTenant(api);
});
afterAll(() => api.close());

const read = async (id: string) =>
  (await api.call<DomainDetails>('GET', `/v1/domains/${id}`, { key: tenant.key })).body;
const act = (id: string, action: string, body?: object) =>
  api.call<ChangedDomain>('POST', `/v1/domains/${id}/${action}`, { key: tenant.key, body });

test.each([
  ['Bücher.Example', 'xn--bcher-kva.example'],
  ['пример.рф', 'xn--e1afmkfd.xn--p1ai'],
  ['MAIL.Example.com.', 'mail.example.com'],
])('keeps %s as %s', async (written, name) => {
  const body = { name: written, dkimSelector: 'Google' };
  const answer = await api.call<DomainDetails>('POST', '/v1/domains', { key: tenant.key, body });
  expect(answer.status).toBe(201);
  expect(answer.headers.get('location')).toBe(`/v1/domains/${answer.body.id}`);
  expect(answer.body).toMatchObject({ name, dkimSelector: 'google', authentication: { state: 'unknown' } });
});

test('shows the records to publish, with the SPF of its mailboxes’ provider', async () => {
  const domain = await newDomain(api, tenant);
  expect((await read(domain.id)).records.map(({ value }) => value)).toContain('v=spf1 mx ~all');
  await newMailbox(api, tenant, { preset: 'yandex', smtp: undefined, imap: undefined }, domain);
  const { records } = await read(domain.id);
  expect(records).toMatchObject([
    { type: 'TXT', name: domain.name, value: 'v=spf1 include:_spf.yandex.net ~all' },
    { type: 'TXT', name: `s1._domainkey.${domain.name}`, value: null },
    {
      type: 'TXT',
      name: `_dmarc.${domain.name}`,
      value: `v=DMARC1; p=none; rua=mailto:postmaster@${domain.name}`,
    },
  ]);
});

test('shows the newest look at each record', async () => {
  const domain = await newDomain(api, tenant);
  const look = (record: string, state: string, at: string) =>
    query(
      api.ownerUrl,
      `INSERT INTO dns_check (id, tenant_id, domain_id, checked_at, record, state, sentence, evidence)
       VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, 'seen', '{}')`,
      [tenant.tenantId, domain.id, at, record, state],
    );
  await look('spf', 'fail', '2026-03-01T08:00:00Z');
  await look('spf', 'pass', '2026-03-02T08:00:00Z');
  await look('dkim', 'unknown', '2026-03-02T08:00:00Z');
  expect((await read(domain.id)).checks).toEqual([
    { record: 'dkim', state: 'unknown', sentence: 'seen', checkedAt: '2026-03-02T08:00:00.000Z' },
    { record: 'spf', state: 'pass', sentence: 'seen', checkedAt: '2026-03-02T08:00:00.000Z' },
  ]);
});

test('has its records looked at by the warm-ups of its own mailboxes', async () => {
  const [domain, other] = [await newDomain(api, tenant), await newDomain(api, tenant)];
  await newMailbox(api, tenant, {}, other);
  const warmed = await newMailbox(api, tenant, {}, domain);
  await newMailbox(api, tenant, { address: `idle@${domain.name}`, warmup: undefined }, domain);
  await query(api.ownerUrl, 'UPDATE sending_domain SET checked_at = now() WHERE id = $1', [domain.id]);
  const { status, body } = await act(domain.id, 'check');
  expect(status).toBe(202);
  expect(body.workflows.map(({ workflowId }) => workflowId)).toEqual([`warmup:${warmed.id}`]);
  expect(body.domain.authentication.checkedAt).toBeNull();
});

test('is paused with a reason and resumed, and wakes its warm-ups each time', async () => {
  const domain = await newDomain(api, tenant);
  await newMailbox(api, tenant, {}, domain);
  const paused = await act(domain.id, 'pause', { reason: 'Moving to another provider' });
  expect(paused.body.domain.paused).toEqual({
    at: api.time.now.toISOString(),
    reason: 'Moving to another provider',
  });
  const resumed = await act(domain.id, 'resume');
  expect(resumed.body.domain.paused).toBeNull();
  expect([paused.status, resumed.status]).toEqual([202, 202]);
  expect(paused.body.workflows).toHaveLength(1);
  expect(resumed.body.workflows).toHaveLength(1);
});

test('is retired once its mailboxes are, and takes no new one after that', async () => {
  const domain = await newDomain(api, tenant);
  const mailbox = await newMailbox(api, tenant, {}, domain);
  const early = await api.call('POST', `/v1/domains/${domain.id}/retire`, { key: tenant.key });
  expect(early.status).toBe(409);
  expect(early.body.detail).toContain('(1)');
  await api.call('POST', `/v1/mailboxes/${mailbox.id}/retire`, { key: tenant.key, body: { reason: 'x' } });
  const retired = await act(domain.id, 'retire');
  expect(retired.status).toBe(200);
  expect(retired.body.domain.retiredAt).toBe(api.time.now.toISOString());
  const late = await api.call('POST', '/v1/mailboxes', {
    key: tenant.key,
    body: mailboxRequest(domain, { address: `late@${domain.name}` }),
  });
  expect(late.status).toBe(409);
  expect(late.body.code).toBe('invalid-state');
  for (const [action, body] of [['pause', { reason: 'x' }], ['resume'], ['check'], ['retire']] as const) {
    const again = await api.call('POST', `/v1/domains/${domain.id}/${action}`, { key: tenant.key, body });
    expect(again.status).toBe(409);
  }
});

test('can’t be retired while a mailbox is being put into it', async () => {
  const domain = await newDomain(api, tenant);
  const [created, retired] = await Promise.all([
    api.call('POST', '/v1/mailboxes', { key: tenant.key, body: mailboxRequest(domain) }),
    api.call('POST', `/v1/domains/${domain.id}/retire`, { key: tenant.key }),
  ]);
  expect([
    [202, 409],
    [409, 200],
  ]).toContainEqual([created.status, retired.status]);
});

test('pages through the list', async () => {
  const other = await newTenant(api);
  const made = [await newDomain(api, other), await newDomain(api, other), await newDomain(api, other)];
  const page = async (path: string) =>
    (await api.call<{ items: { id: string }[]; next: string | null }>('GET', path, { key: other.key })).body;
  const first = await page('/v1/domains?limit=2');
  const second = await page(`/v1/domains?limit=2&cursor=${first.next}`);
  expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(made.map(({ id }) => id));
  expect(second.next).toBeNull();
});
