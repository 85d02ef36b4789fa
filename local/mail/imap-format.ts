/** How values look on an IMAP connection (RFC 3501 section 9). Text is latin1: one character per byte. */

/** A string, quoted or as a literal; NIL for none. */
export function formatString(text: string | undefined): string {
  if (text === undefined) return 'NIL';
  if (/[\r\n\0\x80-\xff]/.test(text)) return `{${text.length}}\r\n${text}`;
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

export function formatFlags(flags: readonly string[]): string {
  return `(${flags.join(' ')})`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** INTERNALDATE, in UTC: `"17-Jul-1996 02:44:25 +0000"`. */
export function formatDateTime(time: number): string {
  const date = new Date(time);
  const day = String(date.getUTCDate()).padStart(2, ' ');
  const month = months[date.getUTCMonth()];
  return `"${day}-${month}-${date.getUTCFullYear()} ${date.toISOString().slice(11, 19)} +0000"`;
}

/** `date-time` of APPEND, in ms; undefined when it isn't one. */
export function parseDateTime(text: string): number | undefined {
  const parts = /^ ?(\d{1,2})-([A-Za-z]{3})-(\d{4}) (\d{2}:\d{2}:\d{2}) ([+-]\d{4})$/.exec(text.trimStart());
  if (!parts) return undefined;
  const [, day, month, year, time, zone] = parts;
  const value = Date.parse(`${day} ${month} ${year} ${time} ${zone}`);
  return Number.isNaN(value) ? undefined : value;
}

/** `date` of SEARCH (`1-Feb-1994`) as the start of that day in UTC, ms; undefined when it isn't one. */
export function parseDate(text: string): number | undefined {
  const parts = /^(\d{1,2})-([A-Za-z]{3})-(\d{4})$/.exec(text);
  if (!parts) return undefined;
  const value = Date.parse(`${parts[1]} ${parts[2]} ${parts[3]} 00:00:00 +0000`);
  return Number.isNaN(value) ? undefined : value;
}
