import { afterAll, beforeAll, expect, test } from 'vitest';
import { firstAddress } from '../histories/searchable.ts';
import { recordedRuns } from './histories.ts';
import { clientWith, openScenario, type Scenario } from './scenario.ts';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario({
    daySeconds: 3,
    isGoverned: true,
    clients: [clientWith(3, 'North', ['one']), clientWith(2, 'South', ['one'])],
  });
  await scenario.stack.mail.current().control.addFault({
    id: 'some-junk',
    stage: 'place',
    share: 0.02,
    action: { kind: 'folder', folder: 'Junk' },
  });
  await scenario.stack.mail.current().control.addFault({
    id: 'quoting-refusal',
    stage: 'rcpt',
    share: 0.01,
    action: {
      kind: 'reply',
      code: 451,
      enhanced: '4.3.0',
      text: 'cannot reach the box of one@north-1.test now',
    },
  });
});
afterAll(() => scenario.stop());

test('a mailbox warms for four weeks and graduates', { timeout: 600_000 }, async () => {
  const progress = await scenario.until(
    (mailboxes) => mailboxes.every(({ graduatedAt }) => graduatedAt !== null),
    'all mailboxes graduated',
    540_000,
  );
  expect(progress).toHaveLength(5);
  for (const { day, sent, foundInJunk, rescued, stage } of progress) {
    expect(day).toBeGreaterThanOrEqual(28);
    expect(sent).toBeGreaterThan(100);
    expect(rescued).toBeLessThanOrEqual(foundInJunk);
    expect(stage).toBe('ready');
  }
  expect(progress.some(({ rescued }) => rescued > 0)).toBe(true);
  expect(progress.some(({ answered }) => answered > 20)).toBe(true);
});

test('the mail server has no message twice, and none that the ledger does not know', async () => {
  const accepted = await scenario.accepted();
  const ids = accepted.map(({ messageId }) => messageId);
  expect(new Set(ids).size).toBe(ids.length);
  const ledger = await scenario.stack.store.forPlatform((tx) =>
    tx.selectFrom('send').select(['messageId', 'state']).execute(),
  );
  const stateOf = new Map(ledger.map(({ messageId, state }) => [messageId, state]));
  for (const id of ids)
    expect(['handing-over', 'accepted', 'unknown', 'delivered']).toContain(stateOf.get(id ?? ''));
  const acceptedRows = ledger.filter(({ state }) => state === 'accepted');
  expect(acceptedRows.filter(({ messageId }) => !ids.includes(messageId))).toEqual([]);
});

test('no client ever wrote to a mailbox of another', async () => {
  const accepted = await scenario.accepted();
  const clientOf = (address: string) => address.split('@')[1]?.split('-')[0];
  expect(accepted.length).toBeGreaterThan(400);
  for (const { from, to } of accepted)
    for (const recipient of to) expect(clientOf(recipient)).toBe(clientOf(from));
});

test('no history holds an address, not even when a server quotes one, and none is long', async () => {
  const runs = await recordedRuns(scenario.temporal);
  expect(runs.filter(({ type }) => type === 'mailboxWarmup').length).toBeGreaterThanOrEqual(5 * 4);
  for (const { json, workflowId, events } of runs) {
    expect({ workflowId, address: firstAddress(json) }).toEqual({ workflowId, address: null });
    expect(events).toBeLessThan(1_000);
  }
});
