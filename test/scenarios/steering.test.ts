import { afterAll, beforeAll, expect, test } from 'vitest';
import { clientWith, openScenario, type Scenario } from './scenario.ts';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario({ daySeconds: 5, clients: [clientWith(2, 'East'), clientWith(1, 'Lone')] });
  await scenario.until(
    (mailboxes) => mailboxes.filter(({ client }) => client === 'East').every(({ day }) => day >= 2),
    'the mailboxes of East in their second day',
    180_000,
  );
});
afterAll(() => scenario.stop());

const of = (name: string) => {
  const client = scenario.clients.find((one) => one.name === name);
  if (!client) throw new Error(`no client ${name}`);
  return client;
};
const progressOf = async (address: string) => {
  const progress = await scenario.until((mailboxes) => mailboxes.length > 0, 'progress', 10_000);
  const one = progress.find((mailbox) => mailbox.address === address);
  if (!one) throw new Error(`no mailbox ${address}`);
  return one;
};
const sentFrom = async (address: string) =>
  (await scenario.accepted()).filter(({ from }) => from === address).length;

test('a paused warm-up sends nothing, and does not catch up', { timeout: 240_000 }, async () => {
  const address = 'one@east-1.test';
  const { mailboxId } = await progressOf(address);
  await of('East').api.post(`/v1/mailboxes/${mailboxId}/pause`, { reason: 'moving offices' });
  await scenario.until(
    (mailboxes) =>
      mailboxes.some((one) => one.mailboxId === mailboxId && one.sentence.includes('is paused since')),
    'the pause in its sentence',
    30_000,
  );
  const paused = { day: (await progressOf(address)).day, sent: await sentFrom(address) };
  const other = (await progressOf('two@east-1.test')).day;
  await scenario.until(
    (mailboxes) => mailboxes.some((one) => one.address === 'two@east-1.test' && one.day >= other + 4),
    'the other mailbox four days on',
    120_000,
  );
  expect(await sentFrom(address)).toBe(paused.sent);

  await of('East').api.post(`/v1/mailboxes/${mailboxId}/resume`);
  const resumed = await scenario.until(
    (mailboxes) =>
      mailboxes.some((one) => one.mailboxId === mailboxId && one.sentToday > 0 && one.day > paused.day),
    'mail after the resumption',
    120_000,
  );
  const after = resumed.find((one) => one.mailboxId === mailboxId);
  expect(after?.day).toBeLessThanOrEqual(paused.day + 2);
  expect(after?.plannedToday).toBeLessThanOrEqual(8);
});

test('one mailbox with a bad password never stops the others', { timeout: 240_000 }, async () => {
  const bad = 'two@east-2.test';
  await scenario.stack.mail.current().control.changeMailbox(bad, { password: 'changed-elsewhere' });
  const { mailboxId } = await progressOf(bad);
  await expect
    .poll(
      async () =>
        (await of('East').api.get<{ login: { faultsInARow: number } }>(`/v1/mailboxes/${mailboxId}`)).login
          .faultsInARow,
      { timeout: 90_000 },
    )
    .toBeGreaterThanOrEqual(1);
  const before = await sentFrom('one@east-2.test');
  const day = (await progressOf('one@east-2.test')).day;
  await scenario.until(
    (mailboxes) => mailboxes.some((one) => one.address === 'one@east-2.test' && one.day >= day + 3),
    'its neighbour three days on',
    120_000,
  );
  expect(await sentFrom('one@east-2.test')).toBeGreaterThan(before);
  const status = await of('East').api.get<{ isSending: boolean; sentence: string }>(
    `/v1/mailboxes/${mailboxId}/sending-status`,
  );
  expect(status).toMatchObject({ isSending: false, sentence: expect.stringMatching(/login/i) as string });
  await of('East').api.put(`/v1/mailboxes/${mailboxId}/login`, {
    kind: 'password',
    password: 'changed-elsewhere',
  });
  const sent = await sentFrom(bad);
  await expect.poll(() => sentFrom(bad), { timeout: 90_000 }).toBeGreaterThan(sent);
});

test('a plan that the partner graph cannot carry says so', { timeout: 60_000 }, async () => {
  const { mailboxId } = await progressOf('one@lone-1.test');
  const warmup = await of('Lone').api.get<{
    today: { planned: number; wanted: number; sentences: string[] } | null;
  }>(`/v1/mailboxes/${mailboxId}/warmup`);
  expect(warmup.today?.planned).toBe(0);
  expect(warmup.today?.sentences.join(' ')).toContain('Mailboxes on another domain are needed.');
  expect(await sentFrom('one@lone-1.test')).toBe(0);
});

test('each run says in the Web UI what it did and what it waits for', async () => {
  const { mailboxId } = await progressOf('one@east-1.test');
  const handle = scenario.temporal.workflow.getHandle(`warmup:${mailboxId}`);
  const description = await handle.describe();
  expect(description.status.name).toBe('RUNNING');
  expect(description.typedSearchAttributes.getAll().length).toBeGreaterThanOrEqual(4);
  const status = await handle.query<{ lastAnswer: { sentence: string } }>('status');
  expect(status.lastAnswer.sentence).toMatch(/^Waits for|is paused since/);
});

test('a retired mailbox ends its run', { timeout: 60_000 }, async () => {
  const { mailboxId } = await progressOf('one@lone-1.test');
  await of('Lone').api.post(`/v1/mailboxes/${mailboxId}/retire`, { reason: 'not needed' });
  const handle = scenario.temporal.workflow.getHandle(`warmup:${mailboxId}`);
  await expect.poll(async () => (await handle.describe()).status.name, { timeout: 30_000 }).toBe('COMPLETED');
});
