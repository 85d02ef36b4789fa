import { spawn, type ChildProcess } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { submissionPoints, type SubmissionPoint } from '../../activities/dependencies.ts';
import type { SendVerdict } from '../../activities/sending.ts';
import { readSend, releaseExpired, reserveSend } from '../../store/sends.ts';
import type { ChildOrder } from './submit-in-child.ts';
import { createActivityWorld, type ActivityWorld } from './world.ts';

const start = '2026-11-02T09:00:00Z';
/** Long enough for a submission on a busy machine, short enough to wait for. */
const leaseMs = 2_000;
/** For an attempt whose lease mustn't end during the test. */
const longLeaseMs = 120_000;

let world: ActivityWorld;
beforeAll(async () => {
  world = await createActivityWorld({ start, domains: 2 });
});
afterAll(() => world.close());

async function reserve(): Promise<{ sendId: string; messageId: string }> {
  const [sender, partner] = world.mailboxes;
  if (!sender || !partner) throw new Error('two mailboxes are needed');
  const sendId = uuidv7();
  const messageId = `<${sendId}@acme-1.test>`;
  await world.dependencies.store.forTenant(world.tenantId, (tx) =>
    reserveSend(tx, {
      id: sendId,
      tenantId: world.tenantId,
      kind: 'warmup',
      mailboxId: sender.id,
      domainId: sender.domainId,
      partnerMailboxId: partner.id,
      roundId: null,
      roundIndex: null,
      answeredSendId: null,
      threadId: sendId,
      depth: 0,
      plot: 'team-lunch',
      recipientProvider: 'other',
      messageId,
      slotAt: world.clock.now(),
      createdAt: world.clock.now(),
    }),
  );
  return { sendId, messageId };
}

function startChild(sendId: string, dieAt: SubmissionPoint | null, lease = leaseMs): ChildProcess {
  const order: ChildOrder = {
    databaseUrl: world.database.databaseUrl,
    keys: world.keys,
    now: start,
    tenantId: world.tenantId,
    mailboxId: world.mailboxes[0]?.id ?? '',
    sendId,
    leaseMs: lease,
    dieAt,
  };
  const script = join(import.meta.dirname, 'submit-in-child.ts');
  return spawn(process.execPath, [script, JSON.stringify(order)], { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function ended(
  child: ChildProcess,
): Promise<{ verdict: SendVerdict | null; signal: NodeJS.Signals | null }> {
  const signal = new Promise<NodeJS.Signals | null>((resolve) =>
    child.once('exit', (_, name) => resolve(name)),
  );
  const said = child.stdout ? await text(child.stdout) : '';
  return { verdict: said === '' ? null : (JSON.parse(said) as SendVerdict), signal: await signal };
}

const submit = async (sendId: string, dieAt: SubmissionPoint | null, lease = leaseMs) =>
  ended(startChild(sendId, dieAt, lease));

const row = (sendId: string) =>
  world.dependencies.store.forTenant(world.tenantId, (tx) => readSend(tx, sendId));

/** Waits for the end of the attempt's lease, as the database has it, and has it swept. */
async function leaseOver(sendId: string): Promise<void> {
  const { leaseUntil, mailboxId } = await row(sendId);
  await delay(Math.max(0, (leaseUntil?.getTime() ?? 0) - Date.now()) + 50);
  await world.dependencies.store.forTenant(world.tenantId, (tx) =>
    releaseExpired(tx, mailboxId, world.clock.now()),
  );
}

const copies = async (messageId: string) => (await world.mail.entries('accepted', { messageId })).length;

/** Before the hand-over is committed nothing has been sent: the next worker sends it. After it, it may have been. */
const expected: Record<SubmissionPoint, { state: 'accepted' | 'unknown'; copies: 0 | 1 }> = {
  reserved: { state: 'accepted', copies: 1 },
  submitting: { state: 'accepted', copies: 1 },
  'ready-for-data': { state: 'accepted', copies: 1 },
  'handing-over': { state: 'unknown', copies: 0 },
  answered: { state: 'unknown', copies: 1 },
  recorded: { state: 'accepted', copies: 1 },
};

test.each(submissionPoints)(
  'sends nothing twice and loses nothing when the worker is killed at: %s',
  async (point) => {
    const { sendId, messageId } = await reserve();
    expect(await submit(sendId, point)).toEqual({ verdict: null, signal: 'SIGKILL' });
    await leaseOver(sendId);
    await submit(sendId, null);
    await submit(sendId, null);
    expect({ state: (await row(sendId)).state, copies: await copies(messageId) }).toEqual(expected[point]);
  },
);

test('sends nothing twice when the worker is killed after the final dot, before the answer', async () => {
  const { sendId, messageId } = await reserve();
  await world.mail.addFault({
    id: 'hold-answer',
    stage: 'data',
    match: { messageId },
    action: { kind: 'lost-answer', holdMs: 20_000 },
  });
  const child = startChild(sendId, null);
  await world.mail.waitForEntries('accepted', 1, { messageId });
  child.kill('SIGKILL');
  await ended(child);
  await leaseOver(sendId);
  expect((await submit(sendId, null)).verdict).toEqual({ kind: 'settled', outcome: 'earlier' });
  expect({ state: (await row(sendId)).state, copies: await copies(messageId) }).toEqual({
    state: 'unknown',
    copies: 1,
  });
});

test('leaves a send alone that another worker holds', async () => {
  const { sendId, messageId } = await reserve();
  await submit(sendId, 'submitting', longLeaseMs);
  expect((await submit(sendId, null)).verdict).toEqual({ kind: 'later' });
  expect(await copies(messageId)).toBe(0);
});

test('refuses the hand-over of an attempt whose lease has ended while it talked', async () => {
  const { sendId, messageId } = await reserve();
  await world.mail.addFault({
    id: 'slow-354',
    stage: 'data',
    times: 1,
    action: { kind: 'delay', at: 'command', delayMs: leaseMs + 1_000 },
  });
  const slow = ended(startChild(sendId, null));
  await expect.poll(async () => (await row(sendId)).state, { timeout: 20_000 }).toBe('submitting');
  await leaseOver(sendId);
  const quick = await submit(sendId, null);
  expect(quick.verdict).toEqual({ kind: 'settled', outcome: 'accepted' });
  expect((await slow).verdict).toEqual({ kind: 'settled', outcome: 'not-handed-over' });
  expect({ state: (await row(sendId)).state, copies: await copies(messageId) }).toEqual({
    state: 'accepted',
    copies: 1,
  });
});
