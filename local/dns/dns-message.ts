import dns2 from 'dns2';
import type { Answer } from './look-up.ts';
import type { ZoneRecord } from './zone-record.ts';
import type { Zone } from './zones.ts';

type Packet = InstanceType<typeof dns2.Packet>;
type Resource = ConstructorParameters<typeof dns2.Packet.Resource>[0];

const { CLASS, RCODE, TYPE, TYPE_NAME } = dns2.Packet;

/** How long a negative answer may be kept, in seconds. */
const negativeTtlSeconds = 1;

/** The first question of a request, its type by name ('TXT'); undefined if there is none. */
export function questionOf(request: Packet): { name: string; type: string } | undefined {
  const [question] = request.questions;
  return question && { name: question.name, type: TYPE_NAME[question.type] ?? String(question.type) };
}

/** The message that answers a request. */
export function answerMessage(request: Packet, answer: Answer): Packet {
  if (answer.verdict === 'endless') return failureMessage(request);
  const response = message(request, answer.verdict === 'no-such-name' ? RCODE.NXDOMAIN : RCODE.NOERROR);
  response.header.aa = 1;
  const asked = request.questions[0]?.name ?? '';
  response.answers = answer.records.map((record) => resource(record, asked));
  if (answer.verdict !== 'found' && answer.zone) response.authorities = [startOfAuthority(answer.zone)];
  return response;
}

/** The message of a server that failed to find out. */
export function failureMessage(request: Packet): Packet {
  return message(request, RCODE.SERVFAIL);
}

function message(request: Packet, code: number): Packet {
  // Adds the OPT record that RFC 6891 section 6.1.1 asks for where the request has one.
  return dns2.Packet.createErrorResponseFromRequest(request, code);
}

function resource(record: ZoneRecord, asked: string): InstanceType<typeof dns2.Packet.Resource> {
  // The name in the case in which it was asked: resolvers compare it against forgery.
  const name = record.name === asked.toLowerCase() ? asked : record.name;
  return make({ name, type: TYPE[record.type], class: CLASS.IN, ttl: record.ttlSeconds, ...dataOf(record) });
}

function dataOf(record: ZoneRecord): Resource & object {
  switch (record.type) {
    case 'A':
      return { address: record.address };
    case 'CNAME':
      return { domain: record.target };
    case 'NS':
      return { ns: record.target };
    case 'MX':
      return { exchange: record.exchange, priority: record.priority };
    case 'TXT':
      return { data: characterStrings(record.text) };
  }
}

/** A text in strings of at most 255 bytes (RFC 1035 section 3.3), never within a character. */
function characterStrings(text: string): string[] {
  const strings: string[] = [];
  let current = '';
  for (const character of text) {
    if (Buffer.byteLength(current + character) > 255) {
      strings.push(current);
      current = '';
    }
    current += character;
  }
  return [...strings, current];
}

function startOfAuthority({ domain }: Zone): InstanceType<typeof dns2.Packet.Resource> {
  return make({
    name: domain,
    type: TYPE.SOA,
    class: CLASS.IN,
    ttl: negativeTtlSeconds,
    primary: `ns.${domain}`,
    admin: `hostmaster.${domain}`,
    serial: 1,
    refresh: 3600,
    retry: 600,
    expiration: 86_400,
    minimum: negativeTtlSeconds,
  });
}

function make(fields: Resource & object): InstanceType<typeof dns2.Packet.Resource> {
  return new dns2.Packet.Resource(fields);
}
