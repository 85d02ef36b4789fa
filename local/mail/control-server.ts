/** The control API over HTTP on the loopback, JSON in and out. Bad input gets a 400 that names every field. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { type ControlApi, ControlError } from './control-api.ts';
import {
  type ControlProblem,
  folderRequest,
  logQuery,
  mailboxChange,
  messageQuery,
  newMailbox,
  rawDelivery,
  type ServerStatus,
} from './control-schema.ts';
import type { EventLog, LogPage } from './event-log.ts';
import { faultRule } from './fault-rules.ts';

export interface ControlServices {
  api: ControlApi;
  log: EventLog;
  status: () => ServerStatus;
}

interface ControlRequest {
  /** The parts of the path that stand for a name, decoded. */
  names: string[];
  query: Record<string, string>;
  body: unknown;
  /** The client has gone away. */
  signal: AbortSignal;
}

type Route = (services: ControlServices, request: ControlRequest) => unknown;

const largestBody = 64 * 1024 * 1024;

/** Method and path; `*` stands for one name. */
const routes: Record<string, Route> = {
  'GET /status': ({ status }) => status(),
  'GET /mailboxes': ({ api }) => api.listMailboxes(),
  'POST /mailboxes': ({ api }, { body }) => api.addMailbox(newMailbox.parse(body)),
  'GET /mailboxes/*': ({ api }, { names: [address = ''] }) => api.readMailbox(address),
  'PATCH /mailboxes/*': ({ api }, { names: [address = ''], body }) =>
    api.changeMailbox(address, mailboxChange.parse(body)),
  'DELETE /mailboxes/*': ({ api }, { names: [address = ''] }) => api.removeMailbox(address),
  'GET /mailboxes/*/messages': ({ api }, { names: [address = ''], query }) =>
    api.readMessages(address, messageQuery.parse(query)),
  'POST /mailboxes/*/messages': ({ api }, { names: [address = ''], body }) =>
    api.deliver(address, rawDelivery.parse(body)),
  'POST /mailboxes/*/uid-validity': ({ api }, { names: [address = ''], body }) =>
    api.changeUidValidity(address, folderRequest.parse(body).folder),
  'POST /mailboxes/*/drop-imap': ({ api }, { names: [address = ''] }) => api.dropImap(address),
  'GET /faults': ({ api }) => api.listFaults(),
  'POST /faults': ({ api }, { body }) => api.addFault(faultRule.parse(body)),
  'DELETE /faults': ({ api }) => api.removeAllFaults(),
  'DELETE /faults/*': ({ api }, { names: [id = ''] }) => api.removeFault(id),
  'GET /log': ({ log }, { query, signal }) => readLog(log, query, signal),
};

/** The server; it answers 503 until `services` gives something, so that its port can be taken before the rest is there. */
export function createControlServer(services: () => ControlServices | undefined): Server {
  return createServer((request, response) => {
    void handle(services(), request, response);
  });
}

async function handle(
  services: ControlServices | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    if (!services) return send(response, 503, { error: 'The mail server is starting.' });
    const url = new URL(request.url ?? '/', 'http://control');
    const found = findRoute(request.method ?? 'GET', url.pathname);
    if (!found) return send(response, 404, { error: `There is no ${request.method} ${url.pathname}.` });
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const body = await readBody(request);
    const query = Object.fromEntries(url.searchParams);
    const result = await found.route(services, { names: found.names, query, body, signal: gone.signal });
    send(response, result === undefined ? 204 : 200, result);
  } catch (error) {
    sendError(response, error);
  }
}

function findRoute(method: string, pathname: string): { route: Route; names: string[] } | undefined {
  const parts = pathname.split('/').slice(1);
  for (const [pattern, route] of Object.entries(routes)) {
    const [routeMethod, routePath = ''] = pattern.split(' ');
    const routeParts = routePath.split('/').slice(1);
    if (routeMethod !== method || routeParts.length !== parts.length) continue;
    if (!routeParts.every((part, index) => part === '*' || part === parts[index])) continue;
    return {
      route,
      names: parts.filter((_part, index) => routeParts[index] === '*').map(decodeURIComponent),
    };
  }
  return undefined;
}

/** Entries that match; with `waitMs`, waits for the first one to come. */
async function readLog(log: EventLog, input: unknown, signal: AbortSignal): Promise<LogPage> {
  const { waitMs, ...query } = logQuery
    .refine(({ after }) => log.isPosition(after), { path: ['after'], error: 'is no position of this log' })
    .parse(input);
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(waitMs)]);
  let page = await log.query(query);
  while (page.entries.length === 0 && page.isComplete && !deadline.aborted) {
    await nextAppend(log, page.next, deadline);
    page = await log.query({ ...query, after: page.next });
  }
  return page;
}

function nextAppend(log: EventLog, position: number, signal: AbortSignal): Promise<void> {
  if (log.position > position) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      stopListening();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const stopListening = log.onAppend(done);
    signal.addEventListener('abort', done);
  });
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestBody) throw new BodyError('The body is too large.');
    chunks.push(chunk);
  }
  if (size === 0) return {};
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch {
    throw new BodyError('The body is not JSON.');
  }
}

class BodyError extends Error {}

function sendError(response: ServerResponse, error: unknown): void {
  if (error instanceof z.ZodError) {
    const problems = error.issues.map((issue) => ({
      field: [...issue.path, ...('keys' in issue ? issue.keys : [])].join('.'),
      problem: issue.message,
    }));
    const fields = problems.map(({ field, problem }) => `${field}: ${problem}`).join('; ');
    return send(response, 400, { error: `The request is not valid. ${fields}`, problems });
  }
  if (error instanceof BodyError || error instanceof URIError)
    return send(response, 400, { error: error.message });
  if (error instanceof ControlError) return send(response, error.status, { error: error.message });
  send(response, 500, { error: error instanceof Error ? error.message : String(error) });
}

function send(response: ServerResponse, status: 200 | 204, body: unknown): void;
function send(response: ServerResponse, status: number, body: ControlProblem): void;
function send(response: ServerResponse, status: number, body: unknown): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(status === 204 ? undefined : JSON.stringify(body));
}
