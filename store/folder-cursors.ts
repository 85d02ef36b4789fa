import type { Selectable } from 'kysely';
import type { Tx } from './connection.ts';
import type { InboxCursor } from './database.ts';

/** Up to where a folder has been read. */
export async function cursorOf(
  tx: Tx,
  mailboxId: string,
  folder: string,
): Promise<Selectable<InboxCursor> | undefined> {
  return tx
    .selectFrom('inboxCursor')
    .selectAll()
    .where('mailboxId', '=', mailboxId)
    .where('folder', '=', folder)
    .executeTakeFirst();
}

/**
 * Moves a folder's cursor on, in the transaction that records what was read. Compare-and-set on the cursor that the
 * reading began with: gives false when another attempt has read this stretch already.
 */
export async function advanceCursor(
  tx: Tx,
  cursor: Omit<Selectable<InboxCursor>, 'tenantId'> & { readonly tenantId: string },
  before: Selectable<InboxCursor> | undefined,
): Promise<boolean> {
  if (!before) {
    const inserted = await tx
      .insertInto('inboxCursor')
      .values(cursor)
      .onConflict((c) => c.doNothing())
      .executeTakeFirst();
    return inserted.numInsertedOrUpdatedRows === 1n;
  }
  const updated = await tx
    .updateTable('inboxCursor')
    .set({ uidValidity: cursor.uidValidity, uid: cursor.uid, readAt: cursor.readAt })
    .where('mailboxId', '=', cursor.mailboxId)
    .where('folder', '=', cursor.folder)
    .where('uidValidity', '=', before.uidValidity)
    .where('uid', '=', before.uid)
    .executeTakeFirst();
  return updated.numUpdatedRows === 1n;
}
