/**
 * The structure of a message (RFC 5322, RFC 2045, RFC 2046) as byte offsets into its raw bytes, as far as IMAP asks for it.
 * Text is read as latin1, one character per byte, so that nothing is lost whatever the charset.
 */

export interface HeaderField {
  /** In lower case. */
  name: string;
  /** Unfolded, without the space around it. */
  value: string;
  /** Offsets of the whole field, with its folded lines and the last CRLF. */
  start: number;
  end: number;
}

export interface MimePart {
  /** Offsets into the message: header, body, end. The body begins after the empty line. */
  start: number;
  bodyStart: number;
  end: number;
  fields: HeaderField[];
  /** In lower case, `text` and `plain` by default (RFC 2045 section 5.2). */
  type: string;
  subtype: string;
  parameters: Map<string, string>;
  /** The parts of a multipart. */
  parts: MimePart[];
  /** The message inside a message/rfc822 part. */
  message: MimePart | undefined;
}

export type MimeMessage = MimePart;

/** Deeper than any real message; what lies below is taken as text. */
const deepestNesting = 30;

export function parseMime(raw: Buffer): MimeMessage {
  return parsePart(raw.toString('latin1'), 0, raw.length, 0);
}

/** The value of a part's first field of this name (in lower case). */
export function fieldValue(part: MimePart, name: string): string | undefined {
  return part.fields.find((field) => field.name === name)?.value;
}

/** The Message-ID of a raw message with its angle brackets, without parsing the body. */
export function messageIdOf(raw: Buffer): string | undefined {
  const headerEnd = raw.indexOf('\r\n\r\n');
  const header = raw.toString('latin1', 0, headerEnd < 0 ? raw.length : headerEnd + 2);
  const value = parseFields(header, 0, header.length).fields.find(
    (field) => field.name === 'message-id',
  )?.value;
  return value === '' ? undefined : value;
}

/** A field with parameters, such as `text/plain; charset=utf-8` (RFC 2045 section 5.1). Parameter names in lower case. */
export function parseParameters(value: string): { value: string; parameters: Map<string, string> } {
  const parameters = new Map<string, string>();
  const pattern = /;\s*([^\s=;]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;]*))/g;
  for (const [, name = '', quoted, plain = ''] of value.matchAll(pattern)) {
    parameters.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? plain);
  }
  return { value: (value.split(';', 1)[0] ?? '').trim(), parameters };
}

function parsePart(text: string, start: number, end: number, depth: number): MimePart {
  const { fields, bodyStart } = parseFields(text, start, end);
  const contentType = fields.find((field) => field.name === 'content-type')?.value ?? 'text/plain';
  const { value, parameters } = parseParameters(contentType);
  const [, type = 'text', subtype = 'plain'] = /^([^\s/]+)\/([^\s/]+)$/.exec(value.toLowerCase()) ?? [];
  const part: MimePart = {
    start,
    bodyStart,
    end,
    fields,
    type,
    subtype,
    parameters,
    parts: [],
    message: undefined,
  };
  if (depth >= deepestNesting) return part;
  const boundary = parameters.get('boundary');
  if (type === 'multipart' && boundary) part.parts = parseMultipart(text, part, boundary, depth);
  if (type === 'message' && subtype === 'rfc822') part.message = parsePart(text, bodyStart, end, depth + 1);
  return part;
}

function parseFields(text: string, start: number, end: number): { fields: HeaderField[]; bodyStart: number } {
  const fields: HeaderField[] = [];
  let position = start;
  while (position < end) {
    const newline = text.indexOf('\r\n', position);
    const lineEnd = newline < 0 || newline >= end ? end : newline + 2;
    if (newline === position) return { fields, bodyStart: lineEnd };
    const last = fields.at(-1);
    if (last && (text[position] === ' ' || text[position] === '\t')) {
      last.value = `${last.value} ${text.slice(position, lineEnd).trim()}`.trim();
      last.end = lineEnd;
    } else {
      const line = text.slice(position, lineEnd);
      const colon = line.indexOf(':');
      const name = (colon < 0 ? line : line.slice(0, colon)).trim().toLowerCase();
      const value = colon < 0 ? '' : line.slice(colon + 1).trim();
      fields.push({ name, value, start: position, end: lineEnd });
    }
    position = lineEnd;
  }
  return { fields, bodyStart: end };
}

/** The parts between the delimiter lines. The CRLF before a delimiter belongs to the delimiter (RFC 2046 section 5.1.1). */
function parseMultipart(text: string, whole: MimePart, boundary: string, depth: number): MimePart[] {
  const delimiter = `--${boundary}`;
  const parts: MimePart[] = [];
  let open = findDelimiter(text, delimiter, whole.bodyStart, whole.end);
  while (open !== undefined && !text.startsWith('--', open + delimiter.length)) {
    const newline = text.indexOf('\r\n', open + delimiter.length);
    if (newline < 0 || newline >= whole.end) break;
    const start = newline + 2;
    const next = findDelimiter(text, delimiter, start, whole.end);
    const end = next === undefined ? whole.end : Math.max(start, next - 2);
    parts.push(parsePart(text, start, end, depth + 1));
    open = next;
  }
  return parts;
}

/** Where the next delimiter line begins. A longer boundary that begins alike is another one. */
function findDelimiter(text: string, delimiter: string, from: number, end: number): number | undefined {
  for (let at = text.indexOf(delimiter, from); at >= 0 && at < end; at = text.indexOf(delimiter, at + 1)) {
    const atLineStart = at === from || text.startsWith('\r\n', at - 2);
    const rest = text.slice(at + delimiter.length, at + delimiter.length + 2);
    if (atLineStart && (rest === '' || /^(--|\r\n|[ \t])/.test(rest))) return at;
  }
  return undefined;
}
