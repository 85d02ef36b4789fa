/** Which part of a list is wanted: what comes after the row `cursor`, at most `limit` rows. */
export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface Page<Row> {
  readonly items: Row[];
  /** The cursor of the next page; null on the last. */
  readonly next: string | null;
}

/**
 * A page of rows that were read in the order of their ids, one more than the page holds: ids are UUIDv7, so that is
 * the order of creation, and a row that is added meanwhile comes on a later page.
 */
export function pageOf<Row extends { readonly id: string }>(
  rows: readonly Row[],
  { limit }: PageRequest,
): Page<Row> {
  const items = rows.slice(0, limit);
  return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}
