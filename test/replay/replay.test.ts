import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DefaultLogger, Runtime, Worker, type WorkflowBundle } from '@temporalio/worker';
import { beforeAll, expect, test } from 'vitest';
import { firstAddress, searchableText } from '../histories/searchable.ts';
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
  expect(firstAddress(searchableText(JSON.parse(read(name)) as object))).toBeNull();
});

test('would find an address inside a payload', () => {
  const data = Buffer.from('"to anna@example.com"').toString('base64');
  expect(firstAddress(searchableText({ events: [{ payloads: [{ data }] }] }))).toBe('anna@example.com');
});

test('a change of what a workflow does is noticed', async () => {
  const [name = ''] = recordings.filter((one) => one.includes('first-week'));
  const changed = read(name).replaceAll('"planWarmupDay"', '"planTheDay"');
  await expect(
    Worker.runReplayHistory({ workflowBundle }, JSON.parse(changed) as object, 'warmup:recorded'),
  ).rejects.toThrow();
});
