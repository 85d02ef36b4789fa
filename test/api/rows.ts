import { administer } from '../store/database.ts';

const tables = ['mailbox', 'warmup', 'outbox', 'change_log', 'sending_domain', 'api_key', 'tenant'] as const;

export type RowCounts = Readonly<Record<(typeof tables)[number], number>>;

/** How many rows there are, of all tenants: read past row-level security. */
export async function countRows(ownerUrl: string): Promise<RowCounts> {
  const counts: Partial<Record<(typeof tables)[number], number>> = {};
  await administer(ownerUrl, async (client) => {
    for (const table of tables) {
      const { rows } = await client.query<{ count: string }>(`SELECT count(*) FROM ${table}`);
      counts[table] = Number(rows[0]?.count);
    }
  });
  return counts as RowCounts;
}

/** Runs one statement past row-level security, and gives its rows. */
export async function query<Row extends object>(
  ownerUrl: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  let rows: Row[] = [];
  await administer(ownerUrl, async (client) => {
    ({ rows } = await client.query<Row>(text, [...values]));
  });
  return rows;
}

export interface OutboxRow {
  readonly id: string;
  readonly kind: string;
  readonly signal: string | null;
  readonly input: object;
}

/** What was written for a workflow, in the order in which it is delivered. */
export function outboxOf(ownerUrl: string, workflowId: string): Promise<OutboxRow[]> {
  const text = 'SELECT id, kind, signal, input FROM outbox WHERE workflow_id = $1 ORDER BY created_at, id';
  return query<OutboxRow>(ownerUrl, text, [workflowId]);
}
