import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { newApiKeySecret } from '../../store/api-keys.ts';
import { query } from './rows.ts';
import { mailboxRequest, type ChangedMailbox } from './tenant.ts';
import { createTestDatabase, type TestDatabase } from '../store/database.ts';

const repository = join(import.meta.dirname, '../..');

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

const platformKey = newApiKeySecret();
const settings = () => ({
  DATABASE_URL: database.databaseUrl,
  PLATFORM_DATABASE_URL: database.platformUrl,
  SAMOVAR_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  SAMOVAR_LOOKUP_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  SAMOVAR_PLATFORM_KEY: platformKey,
  TEMPORAL_ADDRESS: '127.0.0.1:1', // nobody listens there: Temporal is away
  API_PORT: '0',
});

/** The real process, as production starts it, with these settings and no others. */
function startApi(environment: Readonly<Record<string, string>>): ChildProcess & { stderrText(): string } {
  const child = spawn(process.execPath, ['api/main.ts'], {
    cwd: repository,
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  let text = '';
  child.stderr?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return Object.assign(child, { stderrText: () => text });
}

async function portOf(child: ChildProcess): Promise<number> {
  if (!child.stdout) throw new Error('no output');
  for await (const line of createInterface({ input: child.stdout })) {
    const { msg, port } = JSON.parse(line) as { msg: string; port: number };
    if (msg === 'api ready') return port;
  }
  throw new Error('the API ended before it was ready');
}

test('serves until SIGTERM, also while Temporal is away', async () => {
  const child = startApi(settings());
  const url = `http://127.0.0.1:${await portOf(child)}`;
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  const ready = await fetch(`${url}/readyz`);
  expect(ready.status).toBe(503);
  expect(await ready.json()).toEqual({
    status: 'not-ready',
    parts: { postgres: 'ready', temporal: 'unavailable' },
  });
  const tenants = await fetch(`${url}/admin/v1/tenants`, {
    headers: { authorization: `Bearer ${platformKey}` },
  });
  expect(tenants.status).toBe(200);
  child.kill('SIGTERM');
  expect(await once(child, 'close')).toEqual([0, null]);
  expect(child.stderrText()).toBe('');
});

test('takes a mailbox in while Temporal is away: its start waits in the outbox', async () => {
  const url = `http://127.0.0.1:${await portOf(startApi(settings()))}`;
  const post = async <Body>(key: string, path: string, body: object) => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const answer = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: answer.status, body: (await answer.json()) as Body };
  };
  const tenant = await post<{ apiKey: { secret: string } }>(platformKey, '/admin/v1/tenants', {
    name: 'Alder',
  });
  const key = tenant.body.apiKey.secret;
  const domain = await post<{ id: string; name: string }>(key, '/v1/domains', {
    name: 'alder.example',
    dkimSelector: 's1',
  });
  const mailbox = await post<ChangedMailbox>(key, '/v1/mailboxes', mailboxRequest(domain.body));
  expect(mailbox.status).toBe(202);
  const waiting = await query(
    database.ownerUrl,
    'SELECT workflow_id, failure_code FROM outbox WHERE dispatched_at IS NULL',
  );
  const [workflow] = mailbox.body.workflows;
  expect(waiting).toEqual([{ workflow_id: workflow?.workflowId, failure_code: 'temporal-unavailable' }]);
});

test('names every setting that is missing, each with its fix', async () => {
  const child = startApi({});
  expect(await once(child, 'close')).toEqual([1, null]);
  for (const name of ['DATABASE_URL', 'PLATFORM_DATABASE_URL', 'SAMOVAR_KEYS', 'SAMOVAR_LOOKUP_KEYS']) {
    expect(child.stderrText()).toContain(`${name} is missing. `);
  }
  expect(child.stderrText()).not.toContain('    at ');
});

test('says in one sentence that its port is in use', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const child = startApi({ ...settings(), API_PORT: String(port) });
  expect(await once(child, 'close')).toEqual([1, null]);
  other.close();
  expect(child.stderrText()).toBe(
    `Port ${port} on 127.0.0.1 is in use by another program. End that, or set API_PORT to a free port.\n`,
  );
});

test('says in one sentence that the database is away', async () => {
  const child = startApi({
    ...settings(),
    PLATFORM_DATABASE_URL: 'postgresql://nobody:secret@127.0.0.1:1/none',
  });
  expect(await once(child, 'close')).toEqual([1, null]);
  expect(child.stderrText()).toBe(
    'The database is not available. Start it, or correct DATABASE_URL and PLATFORM_DATABASE_URL.\n',
  );
});
