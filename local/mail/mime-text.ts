/** Text as people read it, which is what SEARCH looks at: encoded words (RFC 2047) and transfer encodings (RFC 2045) undone. */
import { fieldValue, type MimePart } from './mime.ts';

/** A header value with its encoded words decoded. Raw bytes beyond ASCII are taken as UTF-8 (RFC 6532). */
export function decodeHeaderValue(value: string): string {
  const plain = decodeBytes(Buffer.from(value, 'latin1'), 'utf-8');
  const adjacent = plain.replace(/(\?=)\s+(=\?)/g, '$1$2');
  return adjacent.replace(
    /=\?([^?\s]+)\?([BQbq])\?([^?\s]*)\?=/g,
    (_word, charset: string, encoding: string, text: string) => {
      const bytes =
        encoding.toUpperCase() === 'B'
          ? Buffer.from(text, 'base64')
          : decodeQuotedPrintable(text.replaceAll('_', ' '));
      return decodeBytes(bytes, charset);
    },
  );
}

/** The text of all text parts, decoded. */
export function readableText(raw: Buffer, part: MimePart): string {
  if (part.message) return readableText(raw, part.message);
  if (part.type === 'multipart')
    return part.parts
      .map((child) => readableText(raw, child))
      .filter(Boolean)
      .join('\n');
  if (part.type !== 'text') return '';
  return decodeBytes(decodeBody(raw, part), part.parameters.get('charset') ?? 'utf-8');
}

function decodeBody(raw: Buffer, part: MimePart): Buffer {
  const body = raw.subarray(part.bodyStart, part.end);
  const encoding = (fieldValue(part, 'content-transfer-encoding') ?? '7bit').toLowerCase();
  if (encoding === 'base64') return Buffer.from(body.toString('latin1'), 'base64');
  if (encoding === 'quoted-printable') {
    return decodeQuotedPrintable(body.toString('latin1').replace(/[ \t]*=\r\n/g, ''));
  }
  return body;
}

function decodeQuotedPrintable(text: string): Buffer {
  const bytes = text.replace(/=([0-9A-Fa-f]{2})/g, (_match, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1');
}

function decodeBytes(bytes: Buffer, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    // A charset that nobody knows: the ASCII in it can still be found.
    return bytes.toString('latin1');
  }
}
