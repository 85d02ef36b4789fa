import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHarness, type Harness } from './harness.ts';
import { query } from './rows.ts';
import { newMailbox, newTenant, type Mailbox, type TestTenant } from './tenant.ts';

interface Graph {
  readonly mailboxes: number;
  readonly mails: number;
  readonly density: number;
  readonly reciprocity: number;
  readonly isVisibleClique: boolean;
  readonly pairs: readonly { fromMailboxId: string; toMailboxId: string; mails: number }[];
}

let api: Harness;
let tenant: TestTenant;
let stranger: TestTenant;
let mailboxes: Mailbox[];
beforeAll(async () => {
  api = await openHarness();
  tenant = await newTenant(api, 'Alder');
  stranger = await newTenant(api, 'Birch');
  mailboxes = [await newMailbox(api, tenant), await newMailbox(api, tenant), await newMailbox(api, tenant)];
});
afterAll(() => api.close());

async function send(
  from: Mailbox | undefined,
  to: Mailbox | undefined,
  state: string,
  daysAgo = 1,
): Promise<void> {
  const id = randomUUID();
  await query(
    api.ownerUrl,
    `INSERT INTO send (id, tenant_id, kind, mailbox_id, domain_id, partner_mailbox_id, thread_id, depth, plot,
       recipient_provider, state, slot_at, message_id, created_at)
     SELECT $1::uuid, $2, 'warmup', $3, domain_id, $4, $1::uuid, 0, 'team-lunch', 'other', $5, $6, $7, $6
     FROM mailbox WHERE id = $3`,
    [
      id,
      tenant.tenantId,
      from?.id,
      to?.id,
      state,
      new Date(api.time.now.getTime() - daysAgo * 86_400_000),
      id,
    ],
  );
}

const read = (key: string, days = 14) => api.call<Graph>('GET', `/v1/warmup/graph?days=${days}`, { key });

test('warns of a visible clique: everybody writes to everybody, and back', async () => {
  const [one, two, three] = mailboxes;
  for (const [from, to] of [
    [one, two],
    [two, one],
    [one, three],
    [three, one],
    [two, three],
    [three, two],
  ]) {
    await send(from, to, 'accepted');
  }
  await send(one, two, 'rejected');
  await send(one, two, 'accepted', 30);
  const { status, body } = await read(tenant.key);
  expect(status).toBe(200);
  expect(body).toMatchObject({ mailboxes: 3, mails: 6, density: 1, reciprocity: 1, isVisibleClique: true });
  expect(body.pairs).toHaveLength(6);
  expect((await read(tenant.key, 60)).body.mails).toBe(7);
});

test('shows a tenant nothing of another’s exchange', async () => {
  expect((await read(stranger.key)).body).toMatchObject({ mailboxes: 0, mails: 0, pairs: [] });
});

test('names the field when the period is no number of days', async () => {
  expect((await read(stranger.key, 0)).status).toBe(422);
});
