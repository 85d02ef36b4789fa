import type { Selectable } from 'kysely';
import { SamovarError } from '../policy/errors.ts';
import type { Tx } from './connection.ts';
import type { Send } from './database.ts';
import type { SendState } from './ledger-states.ts';

/** A mailbox's sends in one state whose slot has come, in the order of their slots. */
export async function sendsOfMailbox(
  tx: Tx,
  mailboxId: string,
  state: SendState,
  now: Date,
): Promise<Selectable<Send>[]> {
  return tx
    .selectFrom('send')
    .selectAll()
    .where('mailboxId', '=', mailboxId)
    .where('state', '=', state)
    .where('slotAt', '<=', now)
    .orderBy('slotAt')
    .orderBy('id')
    .execute();
}

/** The tenant's sends with one of these Message-IDs, ours or the one that the provider gave them. */
export async function findByMessageIds(tx: Tx, messageIds: readonly string[]): Promise<Selectable<Send>[]> {
  if (messageIds.length === 0) return [];
  return tx
    .selectFrom('send')
    .selectAll()
    .where((where) =>
      where.or([where('messageId', 'in', messageIds), where('wireMessageId', 'in', messageIds)]),
    )
    .execute();
}

/** @throws not-found */
export async function readSend(tx: Tx, sendId: string): Promise<Selectable<Send>> {
  const send = await tx.selectFrom('send').selectAll().where('id', '=', sendId).executeTakeFirst();
  if (!send) throw new SamovarError('not-found', 'There is no such send.');
  return send;
}
