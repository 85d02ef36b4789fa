/** Fields that Temporal's SDK fills in itself: its package's version, and the process's number and host. */
const madeBySdk = new Set(['buildId', 'identity', 'requestId']);

/**
 * A history as one text to search for what mustn't be in it: payloads are read from base64, so that nothing hides in
 * them; fields that no one of us writes are left out, since they have an @ of their own.
 */
export function searchableText(history: object): string {
  return JSON.stringify(history, (key, value: unknown) => {
    if (madeBySdk.has(key)) return undefined;
    return key === 'data' && typeof value === 'string' ? Buffer.from(value, 'base64').toString('utf8') : value;
  });
}

/** The first e-mail address in a text, or null. */
export function firstAddress(text: string): string | null {
  return /[\w.+-]+@[\w-]+\.\w+/.exec(text)?.[0] ?? null;
}
