import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DefaultLogger, Runtime, Worker, type WorkflowBundle } from '@temporalio/worker';
import { beforeAll, expect, test } from 'vitest';
import * as workflows from '../../workflows/index.ts';
import { bundleWorkflows } from '../../worker/bundle.ts';

Runtime.install({ logger: new DefaultLogger('ERROR') });

const folder = join(import.meta.dirname, '../histories');
const recordings = readdirSync(folder).filter((name) => name.endsWith('.json'));
const read = (name: string) => readFileSync(join(folder, name), 'utf8');

let workflowBundle: WorkflowBundle;
beforeAll(async () => {
  workflowBundle = await bundleWorkflows();
});

test('every workflow type has recorded histories', () => {
  const recorded = new Set(recordings.map((name) => name.split('.')[0]));
  expect([...recorded].sort()).toEqual(Object.keys(workflows).sort());
});

test.each(recordings)('replays as it was recorded: %s', async (name) => {
  await Worker.runReplayHistory({ workflowBundle }, JSON.parse(read(name)) as object, 'warmup:recorded');
});

test.each(recordings)('holds no address: %s', (name) => {
  expect(decoded(read(name)).match(/[\w.+-]+@[\w-]+\.\w+/)).toBeNull();
});

/** A recording with its payloads read from base64, so that nothing hides from a search. */
function decoded(json: string): string {
  return JSON.stringify(JSON.parse(json), (key, value: unknown) =>
    key === 'data' && typeof value === 'string' ? Buffer.from(value, 'base64').toString('utf8') : value,
  );
}

test('a change of what a workflow does is noticed', async () => {
  const [name = ''] = recordings.filter((one) => one.includes('first-week'));
  const history = JSON.parse(read(name)) as { events: { timerStartedEventAttributes?: { timerId: string } }[] };
  const timer = history.events.find((event) => event.timerStartedEventAttributes)?.timerStartedEventAttributes;
  if (!timer) throw new Error('the recording has no timer');
  timer.timerId = 'another';
  await expect(Worker.runReplayHistory({ workflowBundle }, history, 'warmup:recorded')).rejects.toThrow();
});
