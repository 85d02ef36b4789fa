import { Client, Connection } from '@temporalio/client';
import { expect, onTestFinished, test } from 'vitest';
import { startTemporalServer, type TemporalServer } from '../../local/temporal-server.ts';
import { searchAttributes } from '../../temporal-config/search-attributes.ts';
import { temporaryDirectory } from './temporary-directory.ts';

async function startedServer(dataDir: string): Promise<TemporalServer> {
  const server = await startTemporalServer({ dataDir });
  onTestFinished(() => server.kill());
  return server;
}

async function clientOf(server: TemporalServer): Promise<Client> {
  const connection = await Connection.connect({ address: server.address });
  onTestFinished(() => connection.close());
  return new Client({ connection });
}

async function startWaitingWorkflow(client: Client): Promise<void> {
  await client.workflow.start('mailboxWarmup', { taskQueue: 'nobody-polls', workflowId: 'mailbox-warmup/1' });
}

test('goes on with its workflows after SIGKILL, on the same ports', async () => {
  const dataDir = temporaryDirectory();
  const first = await startedServer(dataDir);
  await startWaitingWorkflow(await clientOf(first));
  await first.kill();

  const second = await startedServer(dataDir);
  expect(second.address).toBe(first.address);
  expect(second.uiUrl).toBe(first.uiUrl);
  const handle = (await clientOf(second)).workflow.getHandle('mailbox-warmup/1');
  expect((await handle.describe()).status.name).toBe('RUNNING');
});

test('stops in order, and keeps its state', async () => {
  const dataDir = temporaryDirectory();
  const first = await startedServer(dataDir);
  await startWaitingWorkflow(await clientOf(first));
  await first.stop();
  expect(await first.exited).toEqual({ code: 0, signal: null, wanted: true });

  const handle = (await clientOf(await startedServer(dataDir))).workflow.getHandle('mailbox-warmup/1');
  expect((await handle.describe()).status.name).toBe('RUNNING');
});

test("knows the search attributes of Samovar's workflows, and serves the Web UI", async () => {
  const server = await startedServer(temporaryDirectory());
  const client = await clientOf(server);
  const known = await client.connection.operatorService.listSearchAttributes({ namespace: 'default' });
  expect(Object.keys(known.customAttributes ?? {})).toEqual(
    expect.arrayContaining(Object.keys(searchAttributes)),
  );
  expect((await fetch(server.uiUrl)).status).toBe(200);
});
