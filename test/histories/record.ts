import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { clientWith, openScenario } from '../scenarios/scenario.ts';

/**
 * `npm run histories:record`: records, from the real local stack, one history of each course that a run can take, for
 * test/replay. To be run when a workflow has changed behind `patched()`: old recordings stay beside the new ones.
 */
const scenario = await openScenario({ daySeconds: 5, clients: [clientWith(2, 'Recorded', ['one'])] });
const [client] = scenario.clients;
if (!client) throw new Error('no client');
const release = process.argv[2] ?? 'first';

async function record(course: string, workflowId: string, runId?: string): Promise<void> {
  const history = await scenario.temporal.workflow.getHandle(workflowId, runId).fetchHistory();
  const file = join(import.meta.dirname, `mailboxWarmup.${course}.${release}.json`);
  writeFileSync(file, `${JSON.stringify(JSON.parse(historyToJSON(history)))}\n`);
  console.log(`${course}: ${history.events?.length ?? 0} events`);
}

try {
  const progress = await scenario.until((mailboxes) => mailboxes.every(({ day }) => day >= 8), 'day 8', 300_000);
  const [steered, retired] = progress;
  if (!steered || !retired) throw new Error('two mailboxes are needed');

  const runs: { workflowId: string; runId: string; startTime: Date }[] = [];
  for await (const run of scenario.temporal.workflow.list()) runs.push(run);
  const first = runs
    .filter(({ workflowId }) => workflowId === `warmup:${steered.mailboxId}`)
    .sort((one, other) => one.startTime.getTime() - other.startTime.getTime())[0];
  if (!first) throw new Error('no run');
  await record('first-week-continued-as-new', first.workflowId, first.runId);

  await client.api.post(`/v1/mailboxes/${steered.mailboxId}/pause`, { reason: 'recording' });
  const isPaused = (id: string, paused: boolean) =>
    scenario.until(
      (mailboxes) =>
        mailboxes.some(({ mailboxId, sentence }) => mailboxId === id && sentence.includes('is paused') === paused),
      paused ? 'paused' : 'resumed',
      60_000,
    );
  await isPaused(steered.mailboxId, true);
  await client.api.post(`/v1/mailboxes/${steered.mailboxId}/resume`);
  await isPaused(steered.mailboxId, false);
  await record('paused-and-resumed', `warmup:${steered.mailboxId}`);

  await client.api.post(`/v1/mailboxes/${retired.mailboxId}/retire`, { reason: 'recording' });
  await scenario.temporal.workflow.getHandle(`warmup:${retired.mailboxId}`).result();
  await record('retired', `warmup:${retired.mailboxId}`);
} finally {
  await scenario.stop();
}
process.exit(0);
