import { sql } from 'kysely';
import type { GraphPair } from '../policy/warmup/partner-graph.ts';
import type { Tx } from './connection.ts';

/** Which of the tenant's mailboxes wrote to which since `since`, answers included, and how often. */
export async function warmupPairs(tx: Tx, since: Date): Promise<GraphPair[]> {
  return tx
    .selectFrom('send')
    .where('state', 'in', ['accepted', 'delivered'])
    .where('slotAt', '>=', since)
    .groupBy(['mailboxId', 'partnerMailboxId'])
    .orderBy('mailboxId')
    .orderBy('partnerMailboxId')
    .select([
      'mailboxId as fromMailboxId',
      'partnerMailboxId as toMailboxId',
      sql<number>`count(*)`.as('mails'),
    ])
    .execute();
}
