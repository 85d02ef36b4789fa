import type { Selectable } from 'kysely';
import type { Tx } from './connection.ts';
import type { Mailbox } from './database.ts';

/** Puts a change of a mailbox's health band on record, with the numbers that caused it. */
export async function recordHealth(
  tx: Tx,
  mailboxId: string,
  change: { readonly band: Selectable<Mailbox>['health']; readonly evidence: string; readonly at: Date },
): Promise<void> {
  await tx
    .updateTable('mailbox')
    .set({
      health: change.band,
      healthEvidence: JSON.stringify({ sentence: change.evidence }),
      healthChangedAt: change.at,
    })
    .where('id', '=', mailboxId)
    .execute();
}
