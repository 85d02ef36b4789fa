import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openHarness, type Harness } from './harness.ts';
import { outboxOf, query } from './rows.ts';
import { newMailbox, newTenant, type ChangedMailbox, type Mailbox, type TestTenant } from './tenant.ts';

let api: Harness;
let tenant: TestTenant;
beforeAll(async () => {
  api = await openHarness();
  tenant = await newTenant(api);
});
afterAll(() => api.close());

const act = (mailbox: Mailbox, action: string, body?: object) =>
  api.call<ChangedMailbox>('POST', `/v1/mailboxes/${mailbox.id}/${action}`, { key: tenant.key, body });

describe('pausing, resuming, retiring', () => {
  test('writes the pause down with its reason, and wakes the warm-up', async () => {
    const mailbox = await newMailbox(api, tenant);
    const { status, body } = await act(mailbox, 'pause', { reason: 'Moving offices' });
    expect(status).toBe(202);
    expect(body.mailbox.paused).toEqual({ at: api.time.now.toISOString(), reason: 'Moving offices' });
    expect((await outboxOf(api.ownerUrl, `warmup:${mailbox.id}`)).map(({ signal }) => signal)).toEqual([
      null,
      'changed',
    ]);
    const [change] = await query<{ change: string; reason: string }>(
      api.ownerUrl,
      'SELECT change, reason FROM change_log WHERE subject_id = $1 ORDER BY id DESC',
      [mailbox.id],
    );
    expect(change).toEqual({ change: 'paused', reason: 'Moving offices' });
  });

  test('keeps the beginning of a pause when it is paused again', async () => {
    const mailbox = await newMailbox(api, tenant);
    const first = await act(mailbox, 'pause', { reason: 'One' });
    api.time.now = new Date(api.time.now.getTime() + 60_000);
    const { body } = await act(mailbox, 'pause', { reason: 'Two' });
    expect(body.mailbox.paused).toEqual({ at: first.body.mailbox.paused?.at, reason: 'Two' });
  });

  test('resumes', async () => {
    const mailbox = await newMailbox(api, tenant);
    await act(mailbox, 'pause', { reason: 'One' });
    const { status, body } = await act(mailbox, 'resume');
    expect(status).toBe(202);
    expect(body.mailbox.paused).toBeNull();
  });

  test('wakes nobody where nothing is warmed up', async () => {
    const mailbox = await newMailbox(api, tenant, { warmup: undefined });
    const { status, body } = await act(mailbox, 'pause', { reason: 'One' });
    expect(status).toBe(200);
    expect(body.workflows).toEqual([]);
  });

  test('retires for ever: the warm-up stops, and nothing brings it back', async () => {
    const mailbox = await newMailbox(api, tenant);
    const { status, body } = await act(mailbox, 'retire', { reason: 'Anna left' });
    expect(status).toBe(202);
    expect(body.mailbox).toMatchObject({
      retiredAt: api.time.now.toISOString(),
      warmup: { stage: 'stopped' },
    });
    expect((await outboxOf(api.ownerUrl, `warmup:${mailbox.id}`)).map(({ signal }) => signal)).toEqual([
      null,
      'stop',
    ]);
    for (const [action, input] of [
      ['resume'],
      ['pause', { reason: 'x' }],
      ['retire', { reason: 'x' }],
    ] as const) {
      const again = await api.call('POST', `/v1/mailboxes/${mailbox.id}/${action}`, {
        key: tenant.key,
        body: input,
      });
      expect(again.status).toBe(409);
      expect(again.body.code).toBe('invalid-state');
    }
  });

  test('asks for a reason of one line', async () => {
    const mailbox = await newMailbox(api, tenant);
    for (const reason of [undefined, '', '   ', 'a\nb', 'x'.repeat(501), 7]) {
      const answer = await api.call('POST', `/v1/mailboxes/${mailbox.id}/pause`, {
        key: tenant.key,
        body: { reason },
      });
      expect(answer.status).toBe(422);
      expect(answer.body.errors).toMatchObject([{ path: 'reason' }]);
    }
  });
});

test('takes new credentials, and lets the login be tried at once', async () => {
  const mailbox = await newMailbox(api, tenant);
  await query(
    api.ownerUrl,
    `UPDATE mailbox SET login_faults = 3, login_fault_code = 'mail-login-failed', login_retry_at = now() + interval '1 day' WHERE id = $1`,
    [mailbox.id],
  );
  const { status, body } = await api.call<ChangedMailbox>('PUT', `/v1/mailboxes/${mailbox.id}/login`, {
    key: tenant.key,
    body: { kind: 'password', password: 'a newer one' },
  });
  expect(status).toBe(202);
  expect(body.mailbox.login).toMatchObject({ faultsInARow: 0, lastFaultCode: null, retryAt: null });
  const [row] = await query<{ sealed: string }>(
    api.ownerUrl,
    'SELECT sealed_secret AS sealed FROM mailbox WHERE id = $1',
    [mailbox.id],
  );
  const place = { tenantId: tenant.tenantId, rowId: mailbox.id, column: 'mailbox.sealed_secret' };
  expect(api.context.keyring.open(row?.sealed ?? '', place)).toBe('a newer one');
});

test('retiring a mailbox cancels what wasn’t handed over, from it and to it', async () => {
  const [one, two] = [await newMailbox(api, tenant), await newMailbox(api, tenant)];
  const reserve = async (from: Mailbox, to: Mailbox, state: string) => {
    const [row] = await query<{ id: string }>(
      api.ownerUrl,
      `INSERT INTO send (id, tenant_id, kind, mailbox_id, domain_id, partner_mailbox_id, thread_id, depth, plot,
         recipient_provider, state, slot_at, message_id, created_at)
       VALUES (gen_random_uuid(), $1, 'warmup', $2, $3, $4, gen_random_uuid(), 0, 'plot', 'other', $5, now(),
         gen_random_uuid(), now()) RETURNING id`,
      [tenant.tenantId, from.id, from.domainId, to.id, state],
    );
    return row?.id;
  };
  const ids = [
    await reserve(one, two, 'reserved'),
    await reserve(two, one, 'submitting'),
    await reserve(one, two, 'handing-over'),
    await reserve(one, two, 'accepted'),
  ];
  await api.call('POST', `/v1/mailboxes/${one.id}/retire`, { key: tenant.key, body: { reason: 'x' } });
  const states = await query<{ state: string }>(
    api.ownerUrl,
    'SELECT state FROM send WHERE id = ANY($1) ORDER BY array_position($1, id)',
    [ids],
  );
  expect(states.map(({ state }) => state)).toEqual(['cancelled', 'cancelled', 'handing-over', 'accepted']);
});
