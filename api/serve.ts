import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RequestListener } from 'node:http';

export interface Listening {
  readonly port: number;
  /** Takes no new connection, answers what has been asked, then ends; cuts off whatever takes longer than `graceMs`. */
  close(graceMs: number): Promise<void>;
}

/** Listens. @throws Error whose message says in one sentence why it can't, and what to do. */
export async function listen(
  app: RequestListener,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Listening> {
  const server = createServer(app);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', (error: NodeJS.ErrnoException) =>
    reject(new Error(whyNot(error, host, port), { cause: error })),
  );
  server.listen({ host, port }, resolve);
  await promise;
  return { port: (server.address() as AddressInfo).port, close: (graceMs) => close(server, graceMs) };
}

function whyNot({ code }: NodeJS.ErrnoException, host: string, port: number): string {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is in use by another program. End that, or set API_PORT to a free port.`;
    case 'EACCES':
      return `Port ${port} may be opened by root only. Set API_PORT to a port above 1023.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `This machine has no address ${host}. Set API_HOST to one that it has, or to 0.0.0.0 for all.`;
    default:
      return `The API can't listen on ${host}, port ${port} (${code ?? 'no reason given'}).`;
  }
}

async function close(server: Server, graceMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await promise;
  clearTimeout(timer);
}
