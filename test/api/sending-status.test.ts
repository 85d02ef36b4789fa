import { afterAll, beforeAll, expect, test } from 'vitest';
import type { z } from 'zod';
import type { sendingStatus } from '../../api/schemas/mailboxes.ts';
import { openHarness, type Harness } from './harness.ts';
import { query } from './rows.ts';
import { newDomain, newMailbox, newTenant, type Mailbox, type TestTenant } from './tenant.ts';

let api: Harness;
let tenant: TestTenant;
beforeAll(async () => {
  api = await openHarness();
  tenant = await newTenant(api);
});
afterAll(() => api.close());

async function statusOf(mailbox: Mailbox, key = tenant.key) {
  const path = `/v1/mailboxes/${mailbox.id}/sending-status`;
  return (await api.call<z.infer<typeof sendingStatus>>('GET', path, { key })).body;
}

/** A mailbox that is past its checks: its domain authenticates, its warm-up runs. */
async function warmingMailbox(): Promise<Mailbox> {
  const domain = await newDomain(api, tenant);
  const mailbox = await newMailbox(api, tenant, {}, domain);
  const at = api.time.now;
  await query(
    api.ownerUrl,
    `UPDATE sending_domain SET authentication = 'pass', authenticated_since = $2, authenticated_at = $2, checked_at = $2
     WHERE id = $1`,
    [domain.id, at],
  );
  await query(
    api.ownerUrl,
    `UPDATE warmup SET stage = 'warming', sentence = 'Waits for round 2.' WHERE mailbox_id = $1`,
    [mailbox.id],
  );
  return mailbox;
}

test('says the same sentence as the warm-up’s run while nothing is in the way', async () => {
  const status = await statusOf(await warmingMailbox());
  expect(status).toEqual({
    isSending: true,
    sentence: 'Waits for round 2.',
    gate: null,
    until: null,
    lift: null,
  });
});

test('says what is missing before the first day', async () => {
  const status = await statusOf(await newMailbox(api, tenant));
  expect(status).toMatchObject({
    isSending: false,
    gate: 'readiness',
    sentence: 'Waits for its first check.',
  });
});

test('says that nobody has opted in', async () => {
  const status = await statusOf(await newMailbox(api, tenant, { warmup: undefined }));
  expect(status).toMatchObject({ isSending: false, gate: 'opt-in' });
});

test('names the pause that binds at once, whether or not the run has woken', async () => {
  const mailbox = await warmingMailbox();
  const since = api.time.now.toISOString().slice(0, 19) + 'Z';
  const pauses: [string, string, string][] = [
    ['mailbox', `/v1/mailboxes/${mailbox.id}`, tenant.key],
    ['domain', `/v1/domains/${mailbox.domainId}`, tenant.key],
    ['tenant', `/admin/v1/tenants/${tenant.tenantId}`, api.platformKey],
  ];
  for (const [scope, path, key] of pauses) {
    await api.call('POST', `${path}/pause`, { key, body: { reason: 'Anna asked for it' } });
    const status = await statusOf(mailbox);
    expect(status).toMatchObject({
      isSending: false,
      gate: 'paused',
      sentence: `The ${scope} is paused since ${since}: nothing is sent until somebody resumes it.`,
    });
    expect(status.sentence).not.toContain('Anna');
    await api.call('POST', `${path}/resume`, { key });
  }
  expect((await statusOf(mailbox)).isSending).toBe(true);
});

test('counts what people sent by hand into the mailbox’s cap, and other tenants’ mail into none', async () => {
  const mailbox = await warmingMailbox();
  const book = (tenantId: string, scope: string, scopeId: string, used: number) =>
    query(
      api.ownerUrl,
      `INSERT INTO budget_hour (tenant_id, scope, scope_id, hour, used) VALUES ($1, $2, $3, date_trunc('hour', $4::timestamptz), $5)`,
      [tenantId, scope, scopeId, api.time.now, used],
    );
  const other = await newTenant(api);
  await book(other.tenantId, 'mailbox', mailbox.id, 500);
  await book(tenant.tenantId, 'mailbox', mailbox.id, 15);
  expect((await statusOf(mailbox)).isSending).toBe(true);
  await book(tenant.tenantId, 'people', mailbox.id, 25);
  expect(await statusOf(mailbox)).toMatchObject({ isSending: false, gate: 'mailbox-cap' });
});

test('judges by the numbers that the tenant made more careful', async () => {
  const mailbox = await warmingMailbox();
  await query(
    api.ownerUrl,
    `INSERT INTO budget_hour (tenant_id, scope, scope_id, hour, used) VALUES ($1, 'mailbox', $2, date_trunc('hour', $3::timestamptz), 10)`,
    [tenant.tenantId, mailbox.id, api.time.now],
  );
  await api.call('PUT', `/v1/mailboxes/${mailbox.id}/warmup`, {
    key: tenant.key,
    body: { overrides: { caps: { mailboxPerDay: 10 } } },
  });
  const status = await statusOf(mailbox);
  expect(status.gate).toBe('mailbox-cap');
  expect(status.until).not.toBeNull();
});

test('says that a retired mailbox is retired', async () => {
  const mailbox = await warmingMailbox();
  await api.call('POST', `/v1/mailboxes/${mailbox.id}/retire`, { key: tenant.key, body: { reason: 'x' } });
  expect(await statusOf(mailbox)).toMatchObject({ isSending: false, gate: 'retired' });
});
