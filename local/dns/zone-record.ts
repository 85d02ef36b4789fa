import { z } from 'zod';

const domainName = z
  .string()
  .max(253)
  .regex(
    /^([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.?$/i,
    'not a domain name',
  )
  .transform(canonicalName);

const ttlSeconds = z.int().min(0).max(86_400).default(1);

/** One resource record; names are absolute. A TTL of a second lets a test see its change at once. */
export const zoneRecord = z.discriminatedUnion('type', [
  z.object({ type: z.literal('A'), name: domainName, address: z.ipv4(), ttlSeconds }),
  z.object({ type: z.literal('CNAME'), name: domainName, target: domainName, ttlSeconds }),
  z.object({ type: z.literal('NS'), name: domainName, target: domainName, ttlSeconds }),
  z.object({
    type: z.literal('MX'),
    name: domainName,
    exchange: domainName,
    priority: z.int().min(0).max(65_535).default(10),
    ttlSeconds,
  }),
  /** Of any length: it is sent in strings of up to 255 bytes (RFC 1035 section 3.3.14). */
  z.object({ type: z.literal('TXT'), name: domainName, text: z.string().min(1).max(60_000), ttlSeconds }),
]);

/** A record as it is kept: names in lower case without a final dot, defaults filled in. */
export type ZoneRecord = z.output<typeof zoneRecord>;

/** A record as it may be written. */
export type ZoneRecordInput = z.input<typeof zoneRecord>;

export const zoneName = domainName;

/** Names compare without regard to case (RFC 4343), and with or without the root's dot. */
export function canonicalName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

/** Whether `name` is `domain` or below it. */
export function isWithin(name: string, domain: string): boolean {
  return name === domain || name.endsWith(`.${domain}`);
}
