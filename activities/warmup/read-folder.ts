import type { ImapSession } from '../../mail/imap.ts';
import type { MessageSummary } from '../../mail/imap-message.ts';
import { readReport } from '../../mail/dsn.ts';
import type { Policy } from '../../policy/schema.ts';
import { answerDecision, rescueDelayMs } from '../../policy/warmup/tending.ts';
import { countPeopleMail } from '../../store/budgets.ts';
import type { Tx } from '../../store/connection.ts';
import { advanceCursor, cursorOf } from '../../store/folder-cursors.ts';
import { recordReport, settleUnknown } from '../../store/sends.ts';
import { receivedAmong, recordPlacement, recordWireMessageId, sentAmong } from '../../store/tending.ts';
import type { WarmupContext } from '../../store/warmups.ts';
import type { Dependencies } from '../dependencies.ts';
import { filesSentMail } from './file-copies.ts';
import { localDate } from './local-day.ts';
import { ownMailAmong } from './own-mail.ts';

/** Messages looked at per transaction: enough for a day's mail of a busy mailbox. */
const batchSize = 200;

/** A mailbox that had a life before us is not read from its beginning; warm-up mail can't be older than its warm-up. */
const firstLookMs = 2 * 86_400_000;

interface Folder {
  readonly path: string;
  readonly kind: 'inbox' | 'junk' | 'sent';
}

/**
 * Reads what is new in one folder and records it: placement of warm-up mail, reports about our own mail, what people
 * sent by hand. Cursor and facts are written in one transaction, so nothing is lost or counted twice. Gives how many
 * warm-up mails were seen for the first time.
 */
export async function readFolder(
  dependencies: Dependencies,
  context: WarmupContext,
  policy: Policy,
  imap: ImapSession,
  folder: Folder,
): Promise<{ found: number }> {
  const { store, clock } = dependencies;
  const { tenantId, id: mailboxId } = context.mailbox;
  let found = 0;
  let isReadAgain = false;
  for (;;) {
    const before = await store.forTenant(tenantId, (tx) => cursorOf(tx, mailboxId, folder.path));
    // The server's clock, hence real time, at any clock speed.
    const since = before ? undefined : new Date(Date.now() - firstLookMs);
    const batch = await imap.newMessages(folder.path, before ?? null, batchSize, since);
    // Nothing new: the cursor stays, and there is nothing to record.
    if (before && batch.messages.length === 0 && !batch.uidValidityChanged) return { found };
    isReadAgain ||= batch.uidValidityChanged;
    const reports = folder.kind === 'sent' ? [] : await readReports(imap, folder.path, batch.messages);
    const now = clock.now();
    const fresh = await store.forTenant(tenantId, async (tx) => {
      const cursor = { tenantId, mailboxId, folder: folder.path, readAt: now, ...batch.cursor };
      // Another attempt of this round has read the same stretch meanwhile, and recorded it.
      if (!(await advanceCursor(tx, cursor, before))) return 0;
      for (const report of reports) await recordReport(tx, mailboxId, report, now);
      if (folder.kind === 'sent') {
        await recordSent(tx, dependencies, context, { messages: batch.messages, isReadAgain }, now);
        return 0;
      }
      return recordReceived(tx, dependencies, context, policy, { ...folder, kind: folder.kind }, batch, now);
    });
    found += fresh;
    if (!batch.hasMore) return { found };
  }
}

async function recordReceived(
  tx: Tx,
  { keyring }: Dependencies,
  { mailbox }: WarmupContext,
  policy: Policy,
  folder: { readonly path: string; readonly kind: 'inbox' | 'junk' },
  batch: { readonly cursor: { readonly uidValidity: number }; readonly messages: readonly MessageSummary[] },
  now: Date,
): Promise<number> {
  const { marks, sendOf } = ownMailAmong(batch.messages, keyring.messageKey());
  const sends = await receivedAmong(tx, mailbox.id, marks);
  let fresh = 0;
  for (const message of batch.messages) {
    const send = sendOf(message, sends);
    if (!send) continue;
    const { messageId, uid } = message;
    if (messageId !== null) await recordWireMessageId(tx, send.id, messageId);
    await settleUnknown(tx, { sendId: send.id, as: 'accepted', evidence: 'partner-mailbox', now });
    const answer = answerDecision(
      { sendId: send.id, depth: send.depth, mailboxId: mailbox.id, date: localDate(now, mailbox.timeZone) },
      policy,
    );
    const isFirst = await recordPlacement(tx, {
      sendId: send.id,
      placement: folder.kind,
      folder: folder.path,
      uidValidity: batch.cursor.uidValidity,
      uid,
      at: now,
      rescueDueAt: folder.kind === 'junk' ? new Date(now.getTime() + rescueDelayMs(send.id, policy)) : null,
      answerDueAt: answer.answers ? new Date(now.getTime() + answer.afterMs) : null,
    });
    if (isFirst) fresh += 1;
  }
  return fresh;
}

/**
 * What lies in Sent: our own mail, whose place there is no evidence unless the provider files it itself, and what
 * people wrote, which counts into the mailbox's caps. A folder that is read again for having been renumbered doesn't
 * tell what people wrote since the last look: that little goes uncounted, rather than all of it once more.
 */
async function recordSent(
  tx: Tx,
  { keyring }: Dependencies,
  { mailbox }: WarmupContext,
  { messages, isReadAgain }: { readonly messages: readonly MessageSummary[]; readonly isReadAgain: boolean },
  now: Date,
): Promise<void> {
  const { marks, sendOf } = ownMailAmong(messages, keyring.messageKey());
  const sends = await sentAmong(tx, mailbox.id, marks);
  let byPeople = 0;
  for (const message of messages) {
    const send = sendOf(message, sends);
    if (!send) byPeople += 1;
    else if (filesSentMail(mailbox.preset)) {
      if (message.messageId !== null) await recordWireMessageId(tx, send.id, message.messageId);
      await settleUnknown(tx, { sendId: send.id, as: 'accepted', evidence: 'sent-folder', now });
    }
  }
  if (byPeople > 0 && !isReadAgain) await countPeopleMail(tx, mailbox.id, byPeople, now);
}

async function readReports(imap: ImapSession, folder: string, messages: readonly MessageSummary[]) {
  const reports = [];
  for (const { uid } of messages.filter(({ isReport }) => isReport)) {
    const raw = await imap.fetchRaw(folder, uid);
    const report = raw ? await readReport(raw) : null;
    if (report) reports.push(report);
  }
  return reports;
}
