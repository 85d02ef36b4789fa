/**
 * Reads a `name=value; name=value` list as DKIM (RFC 6376 section 3.2) and DMARC (RFC 9989 section 4.7) write it: names
 * in lower case, in their order. Null for what isn't one: a part without a name, a name that comes twice.
 */
export function parseTagList(text: string): Map<string, string> | null {
  const tags = new Map<string, string>();
  const parts = text.split(';');
  // One semicolon may end the list.
  if (parts.at(-1)?.trim() === '') parts.pop();
  for (const part of parts) {
    const match = /^\s*([a-z]\w*)\s*=\s*(.*?)\s*$/is.exec(part);
    const [, name = '', value = ''] = match ?? [];
    if (!match || tags.has(name.toLowerCase())) return null;
    tags.set(name.toLowerCase(), value);
  }
  return tags;
}
