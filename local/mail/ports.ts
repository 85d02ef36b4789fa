/** The ports of the server: asked for, remembered from the last start, or free ones. */
import { randomInt } from 'node:crypto';
import type { Server } from 'node:net';
import { join } from 'node:path';
import { readJson, writeJson } from '../json-file.ts';
import { SetupProblem } from '../problem.ts';

export const portNames = ['smtp', 'smtps', 'imap', 'imaps', 'control'] as const;
export type PortName = (typeof portNames)[number];
export type Ports = Record<PortName, number>;

/** Below the ranges that systems give to outgoing connections, so that none sits on our port when we come back. */
const freePortRange = { from: 20_000, to: 30_000 };
const attempts = 50;

/** The ports of the last start in this data directory. */
export function readPorts(directory: string): Partial<Ports> {
  return readJson<Partial<Ports>>(join(directory, 'ports.json'), {});
}

export function writePorts(directory: string, ports: Ports): void {
  writeJson(join(directory, 'ports.json'), ports);
}

/**
 * Listens on the wanted port, or on a free one when none is wanted. Gives the port.
 * @throws SetupProblem when the wanted port is in use or not allowed
 */
export async function listen(
  server: Server,
  name: PortName,
  host: string,
  wanted: number | undefined,
): Promise<number> {
  if (wanted) {
    const error = await tryListen(server, host, wanted);
    if (error) throw explain(error, name, host, wanted);
    return wanted;
  }
  for (let attempt = 0; attempt < attempts; attempt++) {
    const port = randomInt(freePortRange.from, freePortRange.to);
    const error = await tryListen(server, host, port);
    if (!error) return port;
    if (error.code !== 'EADDRINUSE') throw explain(error, name, host, port);
  }
  const { from, to } = freePortRange;
  throw new SetupProblem(`No free port between ${from} and ${to}.`, 'end some programs that listen there.');
}

function tryListen(server: Server, host: string, port: number): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException) => resolve(error);
    server.once('error', failed);
    server.listen(port, host, () => {
      server.off('error', failed);
      resolve(undefined);
    });
  });
}

function explain(error: NodeJS.ErrnoException, name: PortName, host: string, port: number): SetupProblem {
  const what = `The mail server can't listen on ${host}, port ${port} (${name})`;
  const choose = `choose another port with --${name}-port`;
  if (error.code === 'EADDRINUSE') {
    return new SetupProblem(`${what}: it is in use by another program.`, `end that program, or ${choose}.`);
  }
  if (error.code === 'EACCES') {
    return new SetupProblem(`${what}: this account may not.`, `${choose}, above 1023.`);
  }
  return new SetupProblem(`${what}: ${error.message}.`, `${choose}, or another host.`);
}
