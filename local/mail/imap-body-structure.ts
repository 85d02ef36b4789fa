/** ENVELOPE, BODY and BODYSTRUCTURE of a message (RFC 3501 section 7.4.2). */
import { formatString } from './imap-format.ts';
import { parseAddresses } from './mime-addresses.ts';
import { fieldValue, type MimeMessage, type MimePart, parseParameters } from './mime.ts';

export function formatEnvelope(message: MimeMessage): string {
  const text = (name: string) => formatString(fieldValue(message, name));
  const addresses = (name: string, otherwise?: string) =>
    formatAddresses(
      fieldValue(message, name) || (otherwise === undefined ? undefined : fieldValue(message, otherwise)),
    );
  const items = [
    text('date'),
    text('subject'),
    addresses('from'),
    // Sender and Reply-To are From when they are missing.
    addresses('sender', 'from'),
    addresses('reply-to', 'from'),
    addresses('to'),
    addresses('cc'),
    addresses('bcc'),
    text('in-reply-to'),
    text('message-id'),
  ];
  return `(${items.join(' ')})`;
}

/** BODYSTRUCTURE, or BODY without the extension data. */
export function formatBodyStructure(raw: Buffer, part: MimePart, extended: boolean): string {
  if (part.type === 'multipart' && part.parts.length > 0) {
    const parts = part.parts.map((child) => formatBodyStructure(raw, child, extended)).join('');
    const extension = extended ? ` ${formatParameters(part.parameters)} ${disposition(part)} NIL NIL` : '';
    return `(${parts} ${formatString(part.subtype.toUpperCase())}${extension})`;
  }
  const fields = [
    formatString(part.type.toUpperCase()),
    formatString(part.subtype.toUpperCase()),
    formatParameters(part.parameters),
    formatString(fieldValue(part, 'content-id')),
    formatString(fieldValue(part, 'content-description')),
    formatString((fieldValue(part, 'content-transfer-encoding') ?? '7bit').toUpperCase()),
    String(part.end - part.bodyStart),
  ];
  if (part.message) {
    fields.push(formatEnvelope(part.message), formatBodyStructure(raw, part.message, extended));
  }
  if (part.message || part.type === 'text') fields.push(String(countLines(raw, part)));
  if (extended) fields.push('NIL', disposition(part), 'NIL', 'NIL');
  return `(${fields.join(' ')})`;
}

function formatAddresses(value: string | undefined): string {
  const addresses = value === undefined ? [] : parseAddresses(value);
  if (addresses.length === 0) return 'NIL';
  const formatted = addresses.map(
    ({ name, local, domain }) => `(${formatString(name)} NIL ${formatString(local)} ${formatString(domain)})`,
  );
  return `(${formatted.join('')})`;
}

function formatParameters(parameters: ReadonlyMap<string, string>): string {
  if (parameters.size === 0) return 'NIL';
  const pairs = [...parameters].map(
    ([name, value]) => `${formatString(name.toUpperCase())} ${formatString(value)}`,
  );
  return `(${pairs.join(' ')})`;
}

function disposition(part: MimePart): string {
  const field = fieldValue(part, 'content-disposition');
  if (field === undefined) return 'NIL';
  const { value, parameters } = parseParameters(field);
  return `(${formatString(value.toUpperCase())} ${formatParameters(parameters)})`;
}

function countLines(raw: Buffer, part: MimePart): number {
  let lines = 0;
  for (let at = raw.indexOf(10, part.bodyStart); at >= 0 && at < part.end; at = raw.indexOf(10, at + 1))
    lines += 1;
  return lines;
}
