import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { choosePort, freePort, readPorts } from '../../local/ports.ts';
import { temporaryDirectory } from './temporary-directory.ts';

async function occupy(port: number): Promise<void> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
}

const setting = 'SAMOVAR_API_PORT=...';

test('a part gets the same port again in the same data directory', async () => {
  const dataDir = temporaryDirectory();
  const port = await choosePort({ dataDir, name: 'api', setting });
  expect(await choosePort({ dataDir, name: 'api', setting })).toBe(port);
  expect(readPorts(dataDir)).toEqual({ api: port });
});

test('a port that was asked for is taken, and remembered', async () => {
  const dataDir = temporaryDirectory();
  const port = await freePort();
  expect(await choosePort({ dataDir, name: 'api', setting, port })).toBe(port);
  expect(await choosePort({ dataDir, name: 'api', setting })).toBe(port);
});

test('a remembered port in use is named, with how to choose another', async () => {
  const dataDir = temporaryDirectory();
  const port = await choosePort({ dataDir, name: 'api', setting });
  await occupy(port);
  await expect(choosePort({ dataDir, name: 'api', setting })).rejects.toThrow(
    new RegExp(
      `Port ${port} \\(api\\) is in use by another program\\.\nFix: .*choose another port with SAMOVAR_API_PORT`,
    ),
  );
});

test('a part that may move takes another port instead', async () => {
  const dataDir = temporaryDirectory();
  const port = await choosePort({ dataDir, name: 'dns', setting, mayMove: true });
  await occupy(port);
  const moved = await choosePort({ dataDir, name: 'dns', setting, mayMove: true });
  expect(moved).not.toBe(port);
  expect(readPorts(dataDir)).toEqual({ dns: moved });
});

test('a port that was asked for is never exchanged for another', async () => {
  const port = await freePort();
  await occupy(port);
  await expect(
    choosePort({ dataDir: temporaryDirectory(), name: 'dns', setting, port, mayMove: true }),
  ).rejects.toThrow(`Port ${port} (dns) is in use`);
});

test('parts that choose side by side do not lose each other’s port', async () => {
  const dataDir = temporaryDirectory();
  const names = ['a', 'b', 'c', 'd'];
  await Promise.all(names.map((name) => choosePort({ dataDir, name, setting })));
  expect(Object.keys(readPorts(dataDir)).sort()).toEqual(names);
});
