import { readJson, writeJson } from '../json-file.ts';
import {
  canonicalName,
  isWithin,
  zoneName,
  zoneRecord,
  type ZoneRecord,
  type ZoneRecordInput,
} from './zone-record.ts';

export interface Zone {
  domain: string;
  records: ZoneRecord[];
}

/** The zones of the DNS server, kept in a file, so that a restarted stack still has its domains. */
export interface Zones {
  /** Puts a zone in place of the one of the same name. Throws if a record isn't within it, or a CNAME has company. */
  put(domain: string, records: ZoneRecordInput[]): void;
  get(domain: string): Zone | undefined;
  /** False if there was none. */
  remove(domain: string): boolean;
  list(): Zone[];
  /** The zone that answers for a name: the longest that holds it. */
  zoneOf(name: string): Zone | undefined;
}

export function openZones(file: string): Zones {
  const zones = new Map(readJson<Zone[]>(file, []).map((zone) => [zone.domain, zone]));
  const save = (): void => writeJson(file, [...zones.values()]);
  return {
    put: (domain, records) => {
      const zone = checkedZone(domain, records);
      zones.set(zone.domain, zone);
      save();
    },
    get: (domain) => zones.get(canonicalName(domain)),
    remove: (domain) => {
      const existed = zones.delete(canonicalName(domain));
      if (existed) save();
      return existed;
    },
    list: () => [...zones.values()],
    zoneOf: (name) =>
      [...zones.values()]
        .filter(({ domain }) => isWithin(name, domain))
        .sort((one, other) => other.domain.length - one.domain.length)[0],
  };
}

function checkedZone(domain: string, input: ZoneRecordInput[]): Zone {
  const name = zoneName.parse(domain);
  const records = input.map((record) => zoneRecord.parse(record));
  for (const record of records) {
    if (!isWithin(record.name, name)) throw new RangeError(`${record.name} is not within the zone ${name}`);
    const sameName = records.filter((other) => other.name === record.name);
    // RFC 1034 section 3.6.2: an alias has no other data.
    if (record.type === 'CNAME' && sameName.length > 1) {
      throw new RangeError(`${record.name} has a CNAME beside other records`);
    }
  }
  return { domain: name, records };
}
