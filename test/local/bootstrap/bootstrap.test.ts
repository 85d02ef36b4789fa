import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { sendSignal, waitUntilGone } from '../../../local/processes.ts';
import { createProject, lockfile, machineNode, projectWithScript, startBootstrap } from './project.ts';

const stopRequest = resolve(import.meta.dirname, '../../../local/stop-request.ts');

/** A project with one dependency, which lies beside it. */
function projectWithDependency(): string {
  return createProject({
    'package.json': {
      name: 'project',
      version: '1.0.0',
      type: 'module',
      dependencies: { greeting: 'file:greeting' },
    },
    'package-lock.json': lockfile({
      '': { name: 'project', version: '1.0.0', dependencies: { greeting: 'file:greeting' } },
      greeting: { version: '1.0.0' },
      'node_modules/greeting': { resolved: 'greeting', link: true },
    }),
    'greeting/package.json': { name: 'greeting', version: '1.0.0', type: 'module', exports: './greeting.js' },
    'greeting/greeting.js': "export const greeting = 'hello';",
    'script.ts': "import { greeting } from 'greeting'; console.log(`${greeting} from the script`);",
  });
}

/** A port on which nobody answers. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

test('passes arguments to the script, and ends with its status', async () => {
  const root = projectWithScript('console.log(process.argv.slice(2).join("+")); process.exit(7);');
  const { status, output } = await startBootstrap(root, { args: ['script.ts', '--json', 'two words'] }).ended;
  expect(output).toBe('--json+two words\n');
  expect(status).toBe(7);
});

test('ends with 128 + n when a signal ended the script', async () => {
  const root = projectWithScript("process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1000);");
  expect((await startBootstrap(root).ended).status).toBe(137);
});

test('installs what is missing without being asked, even with no registry where none is needed', async () => {
  const root = projectWithDependency();
  const environment = { npm_config_registry: `http://127.0.0.1:${await closedPort()}` };
  const first = await startBootstrap(root, { environment }).ended;
  expect(first.output).toMatch(
    /Installing dependencies.*Installed dependencies in \d+ s\.\nhello from the script/s,
  );
  expect(first.status).toBe(0);

  const second = await startBootstrap(root).ended;
  expect(second.output).toBe('hello from the script\n');
});

test('installs again after an installation that was cut short', async () => {
  const root = projectWithDependency();
  await startBootstrap(root).ended;
  rmSync(join(root, 'node_modules', '.package-lock.json'));
  rmSync(join(root, 'node_modules', 'greeting'));
  expect((await startBootstrap(root).ended).output).toContain('hello from the script');
});

test('an unreachable registry is named, with the fix', async () => {
  const version = '1.0.0';
  const integrity = `sha512-${Buffer.alloc(64).toString('base64')}`;
  const root = createProject({
    'package.json': { name: 'project', version, dependencies: { absent: version } },
    'package-lock.json': lockfile({
      '': { name: 'project', version, dependencies: { absent: version } },
      'node_modules/absent': { version, integrity },
    }),
  });
  const environment = {
    npm_config_registry: `http://127.0.0.1:${await closedPort()}`,
    npm_config_cache: join(root, 'cache'),
  };
  const { status, output } = await startBootstrap(root, { environment }).ended;
  expect(output).toMatch(/The package registry can’t be reached \(ECONNREFUSED.*\nFix: check the network/s);
  expect(status).toBe(1);
});

test.skipIf(machineNode().major >= 24)(
  'gets a Node that can run the sources where the machine has only an older one',
  async () => {
    const { node: version } = process.versions;
    const root = createProject({
      'package.json': {
        name: 'project',
        version: '1.0.0',
        type: 'module',
        dependencies: { node: `file:node-${version}.tgz` },
        allowScripts: { node: true },
      },
      'package/package.json': {
        name: 'node',
        version,
        bin: { node: 'bin/node' },
        scripts: { preinstall: `mkdir -p bin && ln -sf '${process.execPath}' bin/node` },
      },
      'script.ts': 'const version: string = process.version; console.log(version);',
    });
    for (const args of [
      ['pack', './package'],
      ['install', '--package-lock-only', '--ignore-scripts'],
    ]) {
      execFileSync('npm', args, { cwd: root, stdio: 'ignore' });
    }

    const { status, output } = await startBootstrap(root, { node: machineNode().path }).ended;
    expect(output).toContain(`\nv${version}\n`);
    expect(status).toBe(0);
  },
);

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('passes %s on to the script', async (signal) => {
  const root = projectWithScript(
    `import { stopRequested } from ${JSON.stringify(stopRequest)};
     const keep = setInterval(() => {}, 1000);
     setImmediate(() => console.log('ready'));
     console.log('asked by', await stopRequested());
     clearInterval(keep);`,
  );
  const bootstrap = startBootstrap(root);
  await bootstrap.untilPrinted('ready');
  bootstrap.process.kill(signal);
  const { status, output } = await bootstrap.ended;
  expect(output).toBe(`ready\nasked by ${signal}\n`);
  expect(status).toBe(0);
});

test('a script stops when the bootstrap was killed', async () => {
  const root = projectWithScript(
    `import { stopRequested } from ${JSON.stringify(stopRequest)};
     const keep = setInterval(() => {}, 1000);
     setImmediate(() => console.log('pid', process.pid, 'ready'));
     await stopRequested();
     clearInterval(keep);`,
  );
  const bootstrap = startBootstrap(root);
  let scriptPid = 0;
  bootstrap.process.stdout.on(
    'data',
    (chunk: Buffer) => (scriptPid = Number(/pid (\d+)/.exec(chunk.toString())?.[1])),
  );
  await bootstrap.untilPrinted('ready');
  onTestFinished(() => void sendSignal(scriptPid, 'SIGKILL'));
  bootstrap.process.kill('SIGKILL');
  expect(await waitUntilGone([scriptPid], 10_000)).toBe(true);
});

test('says what it needs when no script is named', async () => {
  const { status, output } = await startBootstrap(projectWithScript(''), { args: [] }).ended;
  expect(output).toContain('node local/bootstrap.js <script.ts>');
  expect(status).toBe(1);
});
