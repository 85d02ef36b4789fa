import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHarness, type Harness } from './harness.ts';
import {
  mailboxRequest,
  newDomain,
  newMailbox,
  newTenant,
  password,
  type ChangedMailbox,
  type Mailbox,
  type TestTenant,
} from './tenant.ts';

let api: Harness;
let tenant: TestTenant;
beforeAll(async () => {
  api = await openHarness();
  tenant = await newTenant(api);
});
afterAll(() => api.close());

test('takes in a mailbox and starts its warm-up', async () => {
  const domain = await newDomain(api, tenant);
  const { status, body, headers } = await api.call<ChangedMailbox>('POST', '/v1/mailboxes', {
    key: tenant.key,
    body: mailboxRequest(domain),
  });
  const { mailbox, workflows } = body;
  expect(status).toBe(202);
  expect(headers.get('location')).toBe(`/v1/mailboxes/${mailbox.id}`);
  expect(mailbox).toMatchObject({
    language: 'de',
    timeZone: 'Europe/Berlin',
    warmup: { stage: 'checking', day: 0 },
  });
  expect(workflows).toEqual([
    { workflowId: `warmup:${mailbox.id}`, url: `http://temporal.test/workflows/warmup%3A${mailbox.id}` },
  ]);
  const read = await api.call<Mailbox>('GET', `/v1/mailboxes/${mailbox.id}`, { key: tenant.key });
  expect(read.body).toEqual(mailbox);
});

void newMailbox;
void password;
