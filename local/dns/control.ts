import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { z } from 'zod';
import { messageOf } from '../problem.ts';
import type { DnsFaults } from './dns-faults.ts';
import { zoneRecord } from './zone-record.ts';
import type { Zones } from './zones.ts';

interface ControlOptions {
  host: string;
  port: number;
  zones: Zones;
  faults: DnsFaults;
}

interface Reply {
  status: number;
  body?: unknown;
}

const zoneBody = z.strictObject({ records: z.array(zoneRecord) });
const faultBody = z.strictObject({ fault: z.enum(['servfail', 'timeout']) });

/**
 * The DNS server's control over HTTP, for those in another process:
 * - `GET /zones`, `GET /zones/<domain>`, `PUT /zones/<domain>` with `{records}`, `DELETE /zones/<domain>`
 * - `GET /faults`, `PUT /faults/<name>` with `{fault: 'servfail' | 'timeout'}`, `DELETE /faults/<name>`, `DELETE /faults`
 */
export async function startControl(
  options: ControlOptions,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    void reply(request, options).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(body === undefined ? undefined : JSON.stringify(body));
    });
  });
  server.listen(options.port, options.host);
  await once(server, 'listening');
  return {
    url: `http://${options.host}:${options.port}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function reply(request: IncomingMessage, { zones, faults }: ControlOptions): Promise<Reply> {
  const [, collection, name = ''] = new URL(request.url ?? '/', 'http://control').pathname.split('/');
  try {
    if (collection === 'zones') return await replyAboutZones(request, decodeURIComponent(name), zones);
    if (collection === 'faults') return await replyAboutFaults(request, decodeURIComponent(name), faults);
    return { status: 404, body: { error: 'only /zones and /faults are here' } };
  } catch (failure) {
    return {
      status: 400,
      body: { error: failure instanceof z.ZodError ? z.prettifyError(failure) : messageOf(failure) },
    };
  }
}

async function replyAboutZones(request: IncomingMessage, domain: string, zones: Zones): Promise<Reply> {
  switch (request.method) {
    case 'GET': {
      if (!domain) return { status: 200, body: zones.list() };
      const zone = zones.get(domain);
      return zone ? { status: 200, body: zone } : { status: 404, body: { error: `no zone ${domain}` } };
    }
    case 'PUT': {
      zones.put(domain, zoneBody.parse(await json(request)).records);
      return { status: 200, body: zones.get(domain) };
    }
    case 'DELETE':
      return zones.remove(domain) ? { status: 204 } : { status: 404, body: { error: `no zone ${domain}` } };
    default:
      return { status: 405, body: { error: 'GET, PUT or DELETE' } };
  }
}

async function replyAboutFaults(request: IncomingMessage, name: string, faults: DnsFaults): Promise<Reply> {
  switch (request.method) {
    case 'GET':
      return { status: 200, body: faults.list() };
    case 'PUT': {
      const { fault } = faultBody.parse(await json(request));
      faults.set(name, fault);
      return { status: 200, body: { name, fault } };
    }
    case 'DELETE':
      faults.clear(name || undefined);
      return { status: 204 };
    default:
      return { status: 405, body: { error: 'GET, PUT or DELETE' } };
  }
}
