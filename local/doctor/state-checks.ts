import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readJson } from '../json-file.ts';
import { rememberedProcess } from '../pid-file.ts';
import { isFree, readPorts } from '../ports.ts';
import { openKeyring } from '../../store/keys.ts';
import { messageOf } from '../problem.ts';
import type { LocalSecrets } from '../secrets.ts';
import type { Check, CheckResult } from './check.ts';

/** Checks of what earlier starts left in the data directory: processes, ports, keys. */
export function stateChecks(dataDir: string): Check[] {
  return [
    { name: 'Running parts', run: async () => checkProcesses(dataDir) },
    { name: 'Ports', run: () => checkPorts(dataDir) },
    { name: 'Keys', run: async () => checkKeys(dataDir) },
  ];
}

interface RunningPart {
  name: string;
  pid: number;
  isOrphan: boolean;
}

function runningParts(dataDir: string): RunningPart[] {
  const folder = join(dataDir, 'run');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .flatMap((file) => {
      const running = rememberedProcess(join(folder, file));
      return running ? [{ ...running, name: basename(file, '.json') }] : [];
    });
}

function checkProcesses(dataDir: string): CheckResult {
  const parts = runningParts(dataDir);
  const named = (some: RunningPart[]): string =>
    some.map(({ name, pid }) => `${name} (pid ${pid})`).join(', ');
  const orphans = parts.filter(({ isOrphan }) => isOrphan);
  if (orphans.length > 0) {
    return {
      status: 'warn',
      found: `left by a stack that was killed: ${named(orphans)}`,
      fix: 'nothing: the next start ends what is left.',
    };
  }
  return { status: 'ok', found: parts.length > 0 ? `a stack is running: ${named(parts)}` : 'none' };
}

async function checkPorts(dataDir: string): Promise<CheckResult> {
  if (runningParts(dataDir).length > 0) return { status: 'ok', found: 'in use by the running stack' };
  const taken: string[] = [];
  for (const [name, port] of Object.entries(readPorts(dataDir))) {
    if (!(await isFree(port))) taken.push(`${port} (${name})`);
  }
  if (taken.length === 0) return { status: 'ok', found: 'free' };
  return {
    status: 'warn',
    found: `in use by another program: ${taken.join(', ')}`,
    fix: 'end that program (`lsof -i :<port>` names it) to keep the addresses; else the next start takes other ports.',
  };
}

/** The keys that open the data directory's secrets, made at the first start. */
function checkKeys(dataDir: string): CheckResult {
  const file = join(dataDir, 'secrets.json');
  if (!existsSync(file)) return { status: 'ok', found: 'none yet; the first start makes them' };
  const restore = `put a copy of ${file} back; without it, delete ${dataDir} and start anew: what is sealed there can't be opened.`;
  try {
    const { sealingKeys = '', lookupKeys = '' } = readJson<Partial<LocalSecrets>>(file, {});
    openKeyring({ sealing: sealingKeys, lookup: lookupKeys });
  } catch (failure) {
    return { status: 'fail', found: `${file}: ${messageOf(failure).split('\n')[0]}`, fix: restore };
  }
  if (statSync(file).mode & 0o077) {
    return { status: 'warn', found: `${file} can be read by others`, fix: `chmod 600 ${file}` };
  }
  return { status: 'ok', found: file };
}
