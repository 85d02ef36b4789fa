/** The bytes that a FETCH section names, such as `BODY[2.HEADER]` (RFC 3501 section 6.4.5). */
import { ImapSyntaxError } from './imap-values.ts';
import type { MimeMessage, MimePart } from './mime.ts';

export interface Section {
  /** Part numbers, 1-based; none for the message itself. */
  path: number[];
  what: 'all' | 'header' | 'text' | 'mime' | 'fields' | 'other-fields';
  /** Names in lower case, for `fields` and `other-fields`. */
  fieldNames: string[];
}

export function parseSection(text: string): Section {
  const parts = /^((?:\d+\.)*\d+(?=\.|$))?\.?(.*)$/s.exec(text);
  const path = parts?.[1] === undefined ? [] : parts[1].split('.').map(Number);
  const rest = parts?.[2] ?? '';
  const fields = /^HEADER\.FIELDS(\.NOT)? ?\((.*)\)$/is.exec(rest);
  if (fields) {
    const names = fields[2]?.toLowerCase().replaceAll('"', '').split(' ') ?? [];
    return {
      path,
      what: fields[1] ? 'other-fields' : 'fields',
      fieldNames: names.filter((name) => name !== ''),
    };
  }
  switch (rest.toUpperCase()) {
    case '':
      return { path, what: 'all', fieldNames: [] };
    case 'HEADER':
      return { path, what: 'header', fieldNames: [] };
    case 'TEXT':
      return { path, what: 'text', fieldNames: [] };
    case 'MIME':
      if (path.length === 0) break;
      return { path, what: 'mime', fieldNames: [] };
  }
  throw new ImapSyntaxError(`unknown section [${text}]`);
}

/** The bytes of a section; undefined when the message has no such part. */
export function sectionBytes(raw: Buffer, message: MimeMessage, section: Section): Buffer | undefined {
  const { path, what } = section;
  if (path.length === 0 && what === 'all') return raw;
  const part = findPart(message, path);
  if (!part) return undefined;
  if (what === 'all') return raw.subarray(part.bodyStart, part.end);
  if (what === 'mime') return raw.subarray(part.start, part.bodyStart);
  // HEADER and TEXT of a part are those of the message inside it.
  const owner = path.length === 0 ? message : part.message;
  if (!owner) return undefined;
  if (what === 'header') return raw.subarray(owner.start, owner.bodyStart);
  if (what === 'text') return raw.subarray(owner.bodyStart, owner.end);
  const fields = owner.fields.filter(
    (field) => section.fieldNames.includes(field.name) === (what === 'fields'),
  );
  const bytes = fields.map((field) => raw.subarray(field.start, field.end));
  return Buffer.concat([...bytes, Buffer.from('\r\n')]);
}

/** A message that is no multipart has its body as part 1; numbering goes on inside an enclosed message. */
function findPart(message: MimeMessage, path: readonly number[]): MimePart | undefined {
  let part: MimePart = message;
  for (const number of path) {
    const container: MimePart = part.message ?? part;
    const child =
      container.type === 'multipart' ? container.parts[number - 1] : number === 1 ? container : undefined;
    if (!child) return undefined;
    part = child;
  }
  return part;
}
