import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { listen } from '../../api/serve.ts';

const host = '127.0.0.1';
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

test('says in one sentence that the port is in use, and what to do', async () => {
  const other = createServer().listen(0, host);
  closers.push(() => other.close());
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  await expect(listen(() => undefined, { host, port })).rejects.toThrow(
    `Port ${port} on 127.0.0.1 is in use by another program. End that, or set API_PORT to a free port.`,
  );
});

test('says that the machine has no such address', async () => {
  // TEST-NET-1 (RFC 5737) is nobody's.
  await expect(listen(() => undefined, { host: '192.0.2.1', port: 0 })).rejects.toThrow(
    'This machine has no address 192.0.2.1.',
  );
});

test('answers what was asked before it ends, and takes nothing new', async () => {
  const asked = Promise.withResolvers<void>();
  const mayAnswer = Promise.withResolvers<void>();
  const server = await listen(
    (_request, response) => {
      asked.resolve();
      void mayAnswer.promise.then(() => response.end('done'));
    },
    { host, port: 0 },
  );
  const url = `http://${host}:${server.port}/`;
  const answer = fetch(url);
  await asked.promise;
  const closed = server.close(10_000);
  await expect(fetch(url)).rejects.toThrow();
  mayAnswer.resolve();
  expect(await (await answer).text()).toBe('done');
  await closed;
});

test('cuts off what takes longer than the grace', async () => {
  const asked = Promise.withResolvers<void>();
  const server = await listen(() => asked.resolve(), { host, port: 0 });
  const answer = fetch(`http://${host}:${server.port}/`).catch(() => 'cut off');
  await asked.promise;
  await server.close(1);
  expect(await answer).toBe('cut off');
});
