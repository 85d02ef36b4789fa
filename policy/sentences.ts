/** Pieces of the sentences that API, decisions and the Temporal UI show, so that all three say it alike. */

/** A time as RFC 3339 in UTC, to the second: `2026-03-01T08:15:00Z`. */
export function utcTime(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}

/** `1 mail`, `3 mails`; the plural is given where it isn't made with an s. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}

/** A share (0-1) in per cent: `93 %`, `0.3 %` below one. */
export function percent(ratio: number): string {
  const value = ratio * 100;
  return `${value !== 0 && Math.abs(value) < 1 ? value.toFixed(1) : Math.round(value)} %`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
