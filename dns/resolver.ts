import { Resolver as NodeResolver } from 'node:dns/promises';

/**
 * An answer has three values, for a failed look-up says nothing about the record: `none` is an answer of the DNS (the
 * name doesn't exist, or has no record of that type), `unknown` is the lack of one (SERVFAIL, time-out, no network).
 */
export type DnsAnswer<Record> =
  { state: 'found'; records: Record[] } | { state: 'none' } | { state: 'unknown'; cause: string };

export interface MxRecord {
  priority: number;
  /** Host name without a final dot; empty for a null MX (RFC 7505). */
  exchange: string;
}

/** Looks names up. No method ever throws. */
export interface Resolver {
  /** Each record as one text, its strings joined (RFC 7208 section 3.3, RFC 6376 section 3.6.2.2). */
  txt(name: string): Promise<DnsAnswer<string>>;
  /** By priority, the most preferred first. */
  mx(name: string): Promise<DnsAnswer<MxRecord>>;
  a(name: string): Promise<DnsAnswer<string>>;
  aaaa(name: string): Promise<DnsAnswer<string>>;
}

export interface ResolverOptions {
  /** `host:port` of the servers to ask; the system's unless given. */
  servers?: readonly string[];
  /** For the first attempt at each server, in milliseconds; a second one follows with twice the time. */
  timeoutMs?: number;
}

/** A resolver on top of Node's c-ares, which asks over UDP and, for long answers, over TCP. */
export function createResolver({ servers, timeoutMs = 3_000 }: ResolverOptions = {}): Resolver {
  const node = new NodeResolver({ timeout: timeoutMs, tries: 2 });
  if (servers) node.setServers(servers);
  return {
    txt: (name) => ask(async () => (await node.resolveTxt(name)).map((strings) => strings.join(''))),
    mx: (name) =>
      ask(async () => {
        const records = await node.resolveMx(name);
        return records
          .map(({ priority, exchange }) => ({ priority, exchange: exchange.replace(/\.$/, '') }))
          .sort((one, other) => one.priority - other.priority);
      }),
    a: (name) => ask(() => node.resolve4(name)),
    aaaa: (name) => ask(() => node.resolve6(name)),
  };
}

/** c-ares: ENOTFOUND is NXDOMAIN; ENODATA is an answer without records of that type. */
const noRecordCodes = new Set(['ENOTFOUND', 'ENODATA']);

async function ask<Record>(lookUp: () => Promise<Record[]>): Promise<DnsAnswer<Record>> {
  try {
    const records = await lookUp();
    return records.length > 0 ? { state: 'found', records } : { state: 'none' };
  } catch (error) {
    const cause = error instanceof Error && 'code' in error ? String(error.code) : 'EUNKNOWN';
    return noRecordCodes.has(cause) ? { state: 'none' } : { state: 'unknown', cause };
  }
}
