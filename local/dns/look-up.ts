import { canonicalName, isWithin, type ZoneRecord } from './zone-record.ts';
import type { Zone, Zones } from './zones.ts';

/**
 * - `found`: there are records, in the order in which they are sent
 * - `no-data`: the name exists, but not with this type
 * - `no-such-name`: the name does not exist
 * - `endless`: its aliases go in circles, with which a resolver gives up
 */
export interface Answer {
  verdict: 'found' | 'no-data' | 'no-such-name' | 'endless';
  records: ZoneRecord[];
  /** The zone whose SOA goes with a negative answer (RFC 2308 section 3); undefined for a name outside every zone. */
  zone?: Zone | undefined;
}

/** Longer chains of aliases are taken for a loop. */
const longestChain = 8;

/** What the zones say about a name and type. Aliases are followed as far as the zones reach (RFC 1034 section 4.3.2). */
export function lookUp(zones: Zones, name: string, type: string): Answer {
  const aliases: ZoneRecord[] = [];
  let current = canonicalName(name);
  for (;;) {
    const zone = zones.zoneOf(current);
    const here = zone?.records.filter((record) => record.name === current) ?? [];
    const wanted = here.filter((record) => record.type === type);
    if (wanted.length > 0) return { verdict: 'found', records: [...aliases, ...wanted], zone };

    const alias = here.find((record) => record.type === 'CNAME');
    if (alias) {
      if (aliases.length === longestChain) return { verdict: 'endless', records: [] };
      aliases.push(alias);
      current = alias.target;
      continue;
    }
    // RFC 8020: a name with others below it exists, though it has no record of its own.
    const exists = here.length > 0 || zone?.records.some((record) => isWithin(record.name, current)) === true;
    // RFC 6604 section 3: the code is that of the last name in the chain.
    const isApex = zone?.domain === current;
    return { verdict: exists || isApex ? 'no-data' : 'no-such-name', records: aliases, zone };
  }
}
