import { afterAll, beforeAll } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createResolver, type Resolver } from '../../dns/resolver.ts';
import { startDnsServer, type DnsServer } from '../../local/dns/dns-server.ts';
import type { ZoneRecordInput } from '../../local/dns/zone-record.ts';

export interface World {
  server: DnsServer;
  resolver: Resolver;
  /** Publishes a domain's TXT records: `{ '@': 'v=spf1 -all', '_dmarc': ... }`, and others as they are. */
  publish(domain: string, texts: Record<string, string | string[]>, others?: ZoneRecordInput[]): void;
}

/** The local DNS server for the tests of one file, standing for all of the world's DNS. */
export function dnsWorld(): World {
  const directory = mkdtempSync(join(tmpdir(), 'samovar-dns-'));
  const world: Partial<World> = {};
  beforeAll(async () => {
    const server = await startDnsServer({ dataDir: directory });
    Object.assign(world, {
      server,
      resolver: createResolver({ servers: [server.address], timeoutMs: 150 }),
      publish: (domain: string, texts: Record<string, string | string[]>, others: ZoneRecordInput[] = []) =>
        server.zones.put(domain, [...textRecords(domain, texts), ...others]),
    });
  });
  afterAll(async () => {
    await world.server?.stop();
    rmSync(directory, { recursive: true, force: true });
  });
  return world as World;
}

function textRecords(domain: string, texts: Record<string, string | string[]>): ZoneRecordInput[] {
  return Object.entries(texts).flatMap(([label, text]) =>
    [text].flat().map((one) => ({
      type: 'TXT' as const,
      name: label === '@' ? domain : `${label}.${domain}`,
      text: one,
    })),
  );
}
