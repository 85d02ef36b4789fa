import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { readJson, writeJson } from './json-file.ts';
import { SetupProblem } from './problem.ts';

export interface PortRequest {
  dataDir: string;
  /** Which part asks; the port is remembered under this name. */
  name: string;
  /** Take this one and no other. */
  port?: number | undefined;
  /** How a person chooses another port, e.g. `SAMOVAR_API_PORT=...`. */
  setting: string;
  /**
   * Whether another port may be taken when the remembered one is in use. Not where the number is stored elsewhere
   * (a mailbox row holds its server's port) or in somebody's bookmarks.
   */
  mayMove?: boolean;
}

/** Ports below every system's range for outgoing connections (Linux: 32768, macOS: 49152), which could take a remembered one. */
const range = { from: 20_000, to: 30_000 };

/**
 * A free loopback port for a part: the given one, else the one it had last time in this data directory, else a new one.
 * Throws a SetupProblem if the given port, or a remembered one that can't change, is in use.
 */
export async function choosePort(request: PortRequest): Promise<number> {
  const remembered = readPorts(request.dataDir)[request.name];
  const wanted = request.port ?? remembered;
  if (wanted !== undefined && (await isFree(wanted))) {
    rememberPort(request, wanted);
    return wanted;
  }
  if (wanted !== undefined && (request.port !== undefined || !request.mayMove)) {
    throw new SetupProblem(
      `Port ${wanted} (${request.name}) is in use by another program.`,
      `end that program (\`lsof -i :${wanted}\` names it), or choose another port with ${request.setting}.`,
    );
  }
  const free = await freePort();
  rememberPort(request, free);
  return free;
}

/** A loopback port that nobody listens on now. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const candidate = randomInt(range.from, range.to);
    if (await isFree(candidate)) return candidate;
  }
  throw new SetupProblem(
    `No free port between ${range.from} and ${range.to}.`,
    'end some programs that listen there.',
  );
}

/** Whether a server could listen on this loopback port now. */
export async function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** Every remembered port of a data directory by the name of its part. */
export function readPorts(dataDir: string): Record<string, number> {
  return readJson<Record<string, number>>(join(dataDir, 'ports.json'), {});
}

function rememberPort({ dataDir, name }: PortRequest, port: number): void {
  // Read and written without waiting in between: parts that start side by side don't lose each other's port.
  writeJson(join(dataDir, 'ports.json'), { ...readPorts(dataDir), [name]: port });
}
