/** Reads a header block; folded lines are joined (RFC 5322 section 2.2.3), of a repeated header the first counts. */
export function parseHeaders(block: Buffer): Map<string, string> {
  const headers = new Map<string, string>();
  const [head = ''] = block.toString('utf8').split(/\r?\n\r?\n/, 1);
  for (const line of head.replace(/\r?\n(?=[ \t])/g, '').split(/\r?\n/)) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim().toLowerCase();
    if (colon > 0 && !headers.has(name)) headers.set(name, line.slice(colon + 1).trim());
  }
  return headers;
}

/** The message ids in a header value: everything in angle brackets, RFC 5322 section 3.6.4. */
export function messageIds(value: string | undefined): string[] {
  return value?.match(/<[^<>\s]+>/g) ?? [];
}
