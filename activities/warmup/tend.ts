import type { ImapSession } from '../../mail/imap.ts';
import type { MailFolders } from '../../mail/imap-folders.ts';
import type { Policy } from '../../policy/schema.ts';
import { isFlagged } from '../../policy/warmup/tending.ts';
import type { Send } from '../../store/database.ts';
import { recordMoved, recordTended, tendingWork } from '../../store/tending.ts';
import type { WarmupContext } from '../../store/warmups.ts';
import type { Dependencies } from '../dependencies.ts';
import { readFolder } from './read-folder.ts';
import type { Selectable } from 'kysely';

export interface TendingReport {
  readonly found: number;
  readonly foundInJunk: number;
  readonly rescued: number;
  readonly filed: number;
}

/**
 * Looks after a mailbox's warm-up mail over one IMAP connection: notes where new mail was found, moves what is due out
 * of Junk, reads and files what lies in INBOX. What people wrote is neither touched nor kept.
 *
 * Dying anywhere is harmless: what was read is recorded together with the cursor, and each move is made again until it
 * is on record (acting on a message that is gone changes nothing).
 */
export async function tend(
  dependencies: Dependencies,
  context: WarmupContext,
  policy: Policy,
  imap: ImapSession,
): Promise<TendingReport> {
  const { store, clock } = dependencies;
  const { tenantId, id: mailboxId } = context.mailbox;
  const folders = await imap.folders();
  const inbox = await readFolder(dependencies, context, policy, imap, { path: folders.inbox, kind: 'inbox' });
  const junk = folders.junk
    ? await readFolder(dependencies, context, policy, imap, { path: folders.junk, kind: 'junk' })
    : { found: 0 };
  if (folders.sent)
    await readFolder(dependencies, context, policy, imap, { path: folders.sent, kind: 'sent' });
  const work = await store.forTenant(tenantId, async (tx) => {
    await recordTended(tx, mailboxId, clock.now());
    return tendingWork(tx, mailboxId, clock.now());
  });
  return {
    found: inbox.found + junk.found,
    foundInJunk: junk.found,
    rescued: await rescue(dependencies, tenantId, imap, folders, work.toRescue),
    filed: await file(dependencies, tenantId, imap, folders, policy, work.toFile),
  };
}

type Received = Selectable<Send>;

async function rescue(
  { store, clock }: Dependencies,
  tenantId: string,
  imap: ImapSession,
  folders: MailFolders,
  mails: readonly Received[],
): Promise<number> {
  if (mails.length === 0 || !folders.junk) return 0;
  const places = await locate(imap, folders.junk, mails);
  const moved = await imap.rescue([...places.values()]);
  await store.forTenant(tenantId, (tx) =>
    recordMoved(tx, newPlaces(mails, places, moved), {
      folder: folders.inbox,
      as: 'rescued',
      at: clock.now(),
    }),
  );
  return places.size;
}

async function file(
  { store, clock }: Dependencies,
  tenantId: string,
  imap: ImapSession,
  folders: MailFolders,
  policy: Policy,
  mails: readonly Received[],
): Promise<number> {
  if (mails.length === 0) return 0;
  const places = await locate(imap, folders.inbox, mails);
  const uids = [...places.values()];
  const flagged = mails.flatMap((mail) => (isFlagged(mail.id, policy) ? (places.get(mail.id) ?? []) : []));
  await imap.markSeen(folders.inbox, uids);
  if (flagged.length > 0) await imap.flag(folders.inbox, flagged);
  const moved = await imap.move(folders.inbox, uids, folders.warmup);
  await store.forTenant(tenantId, (tx) =>
    recordMoved(tx, newPlaces(mails, places, moved), {
      folder: folders.warmup,
      as: 'filed',
      at: clock.now(),
    }),
  );
  return places.size;
}

/**
 * Where the mails lie in the folder now, by send id. Looked up by Message-ID, since the UID on record may be of before a
 * renumbering; a mail that a person has moved or deleted is not there, and is let go.
 */
async function locate(
  imap: ImapSession,
  folder: string,
  mails: readonly Received[],
): Promise<Map<string, number>> {
  const found = await imap.findByMessageId(folder, mails.map(messageIdOnWire));
  return new Map(
    mails.flatMap((mail) => {
      const uid = found.get(messageIdOnWire(mail));
      return uid === undefined ? [] : [[mail.id, uid] as const];
    }),
  );
}

function messageIdOnWire(mail: Received): string {
  return mail.wireMessageId ?? mail.messageId;
}

function newPlaces(
  mails: readonly Received[],
  places: ReadonlyMap<string, number>,
  moved: ReadonlyMap<number, number>,
): { sendId: string; uid: number | null }[] {
  return mails.map(({ id }) => ({ sendId: id, uid: moved.get(places.get(id) ?? -1) ?? null }));
}
