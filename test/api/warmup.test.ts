import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openHarness, type Harness } from './harness.ts';
import { countRows, query } from './rows.ts';
import { newMailbox, newTenant, type Mailbox, type TestTenant, type Warmup } from './tenant.ts';

interface ChangedWarmup {
  readonly warmup: Warmup;
  readonly workflows: readonly { readonly workflowId: string }[];
}

let api: Harness;
let tenant: TestTenant;
beforeAll(async () => {
  api = await openHarness();
  tenant = await newTenant(api);
});
afterAll(() => api.close());

const pathOf = (mailbox: Mailbox) => `/v1/mailboxes/${mailbox.id}/warmup`;
const read = async (mailbox: Mailbox) =>
  (await api.call<Warmup>('GET', pathOf(mailbox), { key: tenant.key })).body;
const change = (mailbox: Mailbox, body: object, key = tenant.key) =>
  api.call<ChangedWarmup>('PUT', pathOf(mailbox), { key, body });

/** A planned day, as the warm-up's activities write it. */
async function planDay(mailbox: Mailbox, date: string, day: number, figures = { sent: 0, planned: 0 }) {
  await query(
    api.ownerUrl,
    `INSERT INTO mailbox_day (tenant_id, mailbox_id, date, day, phase, phase_day, level, cold_level, wanted, planned,
       pair_limit, cold_allowed, band, sentences, sent, ends_at)
     VALUES ($1, $2, $3, $4, 'rising', $4, 5, 0, 6, $5, 1, 0, 'good', ARRAY['Day of the plan.'], $6, $3::date + 1)`,
    [tenant.tenantId, mailbox.id, date, day, figures.planned, figures.sent],
  );
}

describe('the status', () => {
  test('of a mailbox that just opted in shows an empty plan and what is missing', async () => {
    const mailbox = await newMailbox(api, tenant);
    const warmup = await read(mailbox);
    expect(warmup).toMatchObject({
      mailboxId: mailbox.id,
      stage: 'checking',
      phase: null,
      day: 0,
      preset: 'default',
      overrides: {},
      policyVersion: '1',
      riskAccepted: null,
      sentence: 'Waits for its first check.',
      today: null,
      days: [],
      graduatedAt: null,
      workflow: { workflowId: `warmup:${mailbox.id}` },
    });
    const day = warmup.graduation.find(({ name }) => name === 'day');
    expect(day).toEqual({ name: 'day', state: 'fail', sentence: 'Day 0 of the plan, 28 are needed.' });
  });

  test('shows today in the mailbox’s own time zone with live figures, its rounds, and 14 days before', async () => {
    const mailbox = await newMailbox(api, tenant, { timeZone: 'Pacific/Auckland' });
    const partner = await newMailbox(api, tenant);
    api.time.now = new Date('2026-03-20T12:00:00Z'); // the 21st in Auckland
    const dates = Array.from({ length: 16 }, (_, index) => `2026-03-${String(21 - index).padStart(2, '0')}`);
    for (const [index, date] of dates.entries())
      await planDay(mailbox, date, 16 - index, { sent: 99, planned: 5 });
    const [round] = await query<{ id: string }>(
      api.ownerUrl,
      `INSERT INTO warmup_round (id, tenant_id, mailbox_id, date, index, due_at, share, state)
       VALUES (gen_random_uuid(), $1, $2, '2026-03-21', 0, '2026-03-20T20:00:00Z', 3, 'planned') RETURNING id`,
      [tenant.tenantId, mailbox.id],
    );
    await query(
      api.ownerUrl,
      `INSERT INTO send (id, tenant_id, kind, mailbox_id, domain_id, partner_mailbox_id, round_id, round_index, thread_id,
         depth, plot, recipient_provider, state, slot_at, message_id, created_at, placement)
       VALUES (gen_random_uuid(), $1, 'warmup', $2, $3, $4, $5, 0, gen_random_uuid(), 0, 'plot', 'other', 'accepted',
         now(), gen_random_uuid(), now(), 'junk')`,
      [tenant.tenantId, mailbox.id, mailbox.domainId, partner.id, round?.id],
    );
    const { today, days } = await read(mailbox);
    expect(today).toMatchObject({
      date: '2026-03-21',
      day: 16,
      planned: 5,
      sent: 1,
      foundInJunk: 1,
      rescued: 0,
      sentences: ['Day of the plan.'],
      rounds: [{ dueAt: '2026-03-20T20:00:00.000Z', share: 3, state: 'planned', note: null }],
    });
    expect(days.map(({ date }) => date)).toEqual(dates.slice(1, 15));
    expect(days[0]).toMatchObject({ sent: 99 });
  });

  test('is not there for a mailbox that nobody opted in', async () => {
    const mailbox = await newMailbox(api, tenant, { warmup: undefined });
    const { status, body } = await api.call('GET', pathOf(mailbox), { key: tenant.key });
    expect(status).toBe(404);
    expect(body.detail).toBe('The mailbox is not warmed up: nobody has opted in.');
  });

  test('keeps the evidence of graduation as it was then', async () => {
    const mailbox = await newMailbox(api, tenant);
    const criteria = [{ name: 'day', state: 'pass', sentence: 'Day 28 of the plan, 28 are needed.' }];
    await query(
      api.ownerUrl,
      `UPDATE warmup SET stage = 'ready', graduated_at = now(), graduation = $2 WHERE mailbox_id = $1`,
      [mailbox.id, JSON.stringify({ may: true, criteria })],
    );
    expect(await read(mailbox)).toMatchObject({ stage: 'ready', graduation: criteria, graduatedBy: null });
  });
});

describe('the plan', () => {
  test('opts a mailbox in that wasn’t, and starts its workflow', async () => {
    const mailbox = await newMailbox(api, tenant, { warmup: undefined });
    const { status, body } = await change(mailbox, { preset: 'careful' });
    expect(status).toBe(202);
    expect(body.warmup).toMatchObject({ stage: 'checking', preset: 'careful' });
    const rows = await query(api.ownerUrl, 'SELECT kind FROM outbox WHERE workflow_id = $1', [
      `warmup:${mailbox.id}`,
    ]);
    expect(rows).toEqual([{ kind: 'start' }]);
  });

  test('can be made more careful, which wakes the run and changes the policy’s version', async () => {
    const mailbox = await newMailbox(api, tenant);
    const overrides = { caps: { mailboxPerDay: 25 }, graduation: { dayAtLeast: 35 } };
    const { body } = await change(mailbox, { preset: 'careful', overrides });
    expect(body.warmup).toMatchObject({ preset: 'careful', overrides });
    expect(body.warmup.policyVersion).toMatch(/^1\+[0-9a-f]{8}$/);
    expect(body.warmup.graduation.find(({ name }) => name === 'day')?.sentence).toContain('35 are needed');
    expect(body.workflows).toMatchObject([{ workflowId: `warmup:${mailbox.id}` }]);
    const [logged] = await query<{ detail: object }>(
      api.ownerUrl,
      `SELECT detail FROM change_log WHERE subject_id = $1 AND change = 'plan changed'`,
      [mailbox.id],
    );
    expect(logged?.detail).toEqual({
      from: { preset: 'default', overrides: {} },
      to: { preset: 'careful', overrides },
    });
  });

  test('goes back to the policy’s numbers where they are left out', async () => {
    const mailbox = await newMailbox(api, tenant, {
      warmup: { optIn: true, preset: 'careful', overrides: { caps: { mailboxPerDay: 25 } } },
    });
    const { body } = await change(mailbox, {});
    expect(body.warmup).toMatchObject({ preset: 'default', overrides: {} });
  });

  test('`fast` is chosen by a platform admin, never by a tenant', async () => {
    const mailbox = await newMailbox(api, tenant);
    const before = await countRows(api.ownerUrl);
    const refused = await api.call('PUT', pathOf(mailbox), { key: tenant.key, body: { preset: 'fast' } });
    expect(refused.status).toBe(422);
    expect(refused.body.errors).toMatchObject([{ path: 'preset' }]);
    expect(await countRows(api.ownerUrl)).toEqual(before);
    const path = `/admin/v1/tenants/${tenant.tenantId}/mailboxes/${mailbox.id}/warmup`;
    const allowed = await api.call<ChangedWarmup>('PUT', path, {
      key: api.platformKey,
      body: { preset: 'fast' },
    });
    expect(allowed.status).toBe(202);
    expect(allowed.body.warmup.preset).toBe('fast');
  });

  test('asks for the consent that the provider’s policy needs once, and keeps it', async () => {
    const mailbox = await newMailbox(api, tenant, {
      preset: 'google',
      smtp: undefined,
      imap: undefined,
      login: { kind: 'xoauth2', accessToken: 't' },
      warmup: undefined,
    });
    const refused = await api.call('PUT', pathOf(mailbox), { key: tenant.key, body: {} });
    expect(refused.status).toBe(422);
    expect(refused.body.errors).toMatchObject([{ path: 'riskAccepted' }]);
    const riskAccepted = { acceptedBy: 'Bea Owner', statement: 'I take the risk.' };
    expect((await change(mailbox, { riskAccepted })).status).toBe(202);
    const { status, body } = await change(mailbox, { preset: 'careful' });
    expect(status).toBe(202);
    expect(body.warmup.riskAccepted).toMatchObject(riskAccepted);
  });
});

describe('a person', () => {
  const act = (mailbox: Mailbox, action: string, body: object) =>
    api.call<ChangedWarmup>('POST', `${pathOf(mailbox)}/${action}`, { key: tenant.key, body });

  test('extends a warm-up, again and again', async () => {
    const mailbox = await newMailbox(api, tenant);
    await act(mailbox, 'extend', { days: 14, reason: 'Nearly there' });
    const { status, body } = await act(mailbox, 'extend', { days: 7, reason: 'Still nearly there' });
    expect(status).toBe(202);
    expect(body.warmup.extendedByDays).toBe(21);
  });

  test('graduates a mailbox whatever is missing, by name and with a reason', async () => {
    const mailbox = await newMailbox(api, tenant);
    await query(api.ownerUrl, `UPDATE warmup SET day = 30, stage = 'waiting' WHERE mailbox_id = $1`, [
      mailbox.id,
    ]);
    const decision = { decidedBy: 'Bea Owner', reason: 'Placement at our customers is good' };
    const { status, body } = await act(mailbox, 'graduate', decision);
    expect(status).toBe(202);
    expect(body.warmup.graduatedBy).toEqual({ ...decision, decidedAt: api.time.now.toISOString() });
    expect(body.warmup.graduation.some(({ state }) => state !== 'pass')).toBe(true);
  });

  test('can’t graduate what hasn’t begun, nor extend what has graduated', async () => {
    const mailbox = await newMailbox(api, tenant);
    const early = await api.call('POST', `${pathOf(mailbox)}/graduate`, {
      key: tenant.key,
      body: { decidedBy: 'Bea', reason: 'x' },
    });
    expect(early.status).toBe(409);
    await query(api.ownerUrl, 'UPDATE warmup SET day = 30, graduated_at = now() WHERE mailbox_id = $1', [
      mailbox.id,
    ]);
    for (const [action, body] of [
      ['extend', { days: 7, reason: 'x' }],
      ['graduate', { decidedBy: 'Bea', reason: 'x' }],
    ] as const) {
      const late = await api.call('POST', `${pathOf(mailbox)}/${action}`, { key: tenant.key, body });
      expect(late.status).toBe(409);
      expect(late.body.detail).toBe('The mailbox has graduated already.');
    }
  });

  test('changes nothing of a retired mailbox', async () => {
    const mailbox = await newMailbox(api, tenant);
    await api.call('POST', `/v1/mailboxes/${mailbox.id}/retire`, { key: tenant.key, body: { reason: 'x' } });
    expect((await change(mailbox, { preset: 'careful' })).status).toBe(409);
    expect((await act(mailbox, 'extend', { days: 7, reason: 'x' })).status).toBe(409);
  });
});
