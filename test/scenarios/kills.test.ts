import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MailboxProgress } from '../../local/progress.ts';
import { clientWith, openScenario, type Scenario } from './scenario.ts';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario({ daySeconds: 6, clients: [clientWith(3)] });
  await scenario.until(
    (mailboxes) => mailboxes.every(({ day }) => day >= 3),
    'all in their third day',
    180_000,
  );
});
afterAll(() => scenario.stop());

const sentOf = (progress: readonly MailboxProgress[]) => progress.reduce((sum, { sent }) => sum + sent, 0);

/** Kills the part that runs now, as a crash would: nobody told the stack. */
function crash(part: 'temporal' | 'postgres' | 'mail' | 'worker' | 'api'): void {
  process.kill(scenario.stack[part].current().pid, 'SIGKILL');
}

async function expectNothingTwice(): Promise<void> {
  const ids = (await scenario.accepted()).map(({ messageId }) => messageId);
  expect(new Set(ids).size).toBe(ids.length);
  const rows = await scenario.stack.store.forPlatform((tx) =>
    tx.selectFrom('send').select(['messageId', 'state']).execute(),
  );
  const accounted = new Set([
    'reserved',
    'submitting',
    'handing-over',
    'accepted',
    'rejected',
    'unknown',
    'cancelled',
  ]);
  expect(rows.filter(({ state }) => !accounted.has(state))).toEqual([]);
  const taken = new Set(ids);
  const claimed = rows.filter(({ state }) => state === 'accepted').map(({ messageId }) => messageId);
  expect(claimed.filter((id) => !taken.has(id))).toEqual([]);
  const denied = rows.filter(({ state }) => ['reserved', 'rejected', 'cancelled'].includes(state));
  expect(denied.filter(({ messageId }) => taken.has(messageId))).toEqual([]);
}

test.each(['worker', 'mail', 'temporal', 'postgres', 'api'] as const)(
  'a warm-up goes on after SIGKILL and restart of: %s',
  { timeout: 240_000 },
  async (part) => {
    const before = await scenario.until((progress) => progress.length === 6, 'progress', 30_000);
    const pid = scenario.stack[part].current().pid;
    crash(part);
    await expect.poll(() => scenario.stack[part].current().pid, { timeout: 60_000 }).not.toBe(pid);
    await scenario.until(
      (progress) =>
        sentOf(progress) >= sentOf(before) + 10 &&
        progress.every((one, index) => one.day > (before[index]?.day ?? Infinity)),
      `mail after the kill of ${part}`,
      180_000,
    );
    await expectNothingTwice();
  },
);

test(
  'sends nothing twice and loses nothing while the worker is killed at random moments',
  { timeout: 240_000 },
  async () => {
    const before = sentOf(await scenario.until((progress) => progress.length === 6, 'progress', 30_000));
    for (let kill = 0; kill < 4; kill++) {
      await delay(1_000 + Math.random() * 3_000);
      const pid = scenario.stack.worker.current().pid;
      crash('worker');
      await expect.poll(() => scenario.stack.worker.current().pid, { timeout: 60_000 }).not.toBe(pid);
    }
    await scenario.until((progress) => sentOf(progress) >= before + 20, 'mail after the kills', 180_000);
    await expectNothingTwice();
  },
);
