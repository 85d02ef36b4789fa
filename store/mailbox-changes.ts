import type { Updateable } from 'kysely';
import { SamovarError } from '../policy/errors.ts';
import { recordChange, type Actor, type Change } from './change-log.ts';
import type { Tx } from './connection.ts';
import type { Mailbox } from './database.ts';
import type { Keyring } from './keys.ts';
import {
  loginColumns,
  readMailbox,
  type ChangedMailbox,
  type MailboxLogin,
  type MailboxRow,
} from './mailboxes.ts';
import { noSuch } from './not-found.ts';
import { cancelSend } from './sends.ts';
import { signalWarmup } from './warmup-wakes.ts';

/** Stops all mail of the mailbox. Its warm-up waits, and won't catch up. @throws not-found, invalid-state */
export async function pauseMailbox(
  tx: Tx,
  actor: Actor,
  mailboxId: string,
  reason: string,
): Promise<ChangedMailbox> {
  const before = await lockLiveMailbox(tx, mailboxId);
  const pause = { pausedAt: before.pausedAt ?? actor.at, pausedReason: reason };
  return changeMailbox(tx, actor, mailboxId, pause, { change: 'paused', reason });
}

/** @throws not-found, invalid-state */
export async function resumeMailbox(tx: Tx, actor: Actor, mailboxId: string): Promise<ChangedMailbox> {
  await lockLiveMailbox(tx, mailboxId);
  return changeMailbox(tx, actor, mailboxId, { pausedAt: null, pausedReason: null }, { change: 'resumed' });
}

/** New credentials: the old are forgotten, and so is their back-off. @throws not-found, invalid-state */
export async function changeLogin(
  tx: Tx,
  keyring: Keyring,
  actor: Actor,
  mailboxId: string,
  login: MailboxLogin,
): Promise<ChangedMailbox> {
  await lockLiveMailbox(tx, mailboxId);
  const values = {
    ...loginColumns(keyring, actor.tenantId, mailboxId, login),
    loginFaults: 0,
    loginFaultCode: null,
    loginRetryAt: null,
  };
  return changeMailbox(tx, actor, mailboxId, values, {
    change: 'login changed',
    detail: { kind: login.kind },
  });
}

/**
 * Ends a mailbox for ever: its warm-up stops, and what isn't being handed over yet, from it or to it, is never sent.
 * @throws not-found, invalid-state
 */
export async function retireMailbox(
  tx: Tx,
  actor: Actor,
  mailboxId: string,
  reason: string,
): Promise<ChangedMailbox> {
  // Activities hold the warm-up's row while they change the mailbox's: the same order here, or both wait for ever.
  await tx.selectFrom('warmup').select('mailboxId').where('mailboxId', '=', mailboxId).forUpdate().execute();
  await lockLiveMailbox(tx, mailboxId);
  await tx
    .updateTable('warmup')
    .set({ stage: 'stopped', sentence: 'The mailbox is retired: its warm-up has ended.', nextActionAt: null })
    .where('mailboxId', '=', mailboxId)
    .execute();
  await cancelOpenSends(tx, mailboxId, actor.at);
  return changeMailbox(tx, actor, mailboxId, { retiredAt: actor.at }, { change: 'retired', reason }, 'stop');
}

async function cancelOpenSends(tx: Tx, mailboxId: string, now: Date): Promise<void> {
  const open = await tx
    .selectFrom('send')
    .select('id')
    .where((where) =>
      where.or([where('mailboxId', '=', mailboxId), where('partnerMailboxId', '=', mailboxId)]),
    )
    .where('state', 'in', ['reserved', 'submitting'])
    .orderBy('id')
    .execute();
  for (const { id } of open) await cancelSend(tx, { sendId: id, reason: 'mailbox-retired', now });
}

/** Locks the row but its key: sends that refer to it may be written meanwhile. */
async function lockLiveMailbox(tx: Tx, mailboxId: string): Promise<MailboxRow> {
  const mailbox = await tx
    .selectFrom('mailbox')
    .selectAll()
    .where('id', '=', mailboxId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!mailbox) throw noSuch('mailbox');
  if (mailbox.retiredAt)
    throw new SamovarError('invalid-state', 'The mailbox is retired, which is for ever.');
  return mailbox;
}

async function changeMailbox(
  tx: Tx,
  actor: Actor,
  mailboxId: string,
  values: Updateable<Mailbox>,
  change: Pick<Change, 'change' | 'reason' | 'detail'>,
  signal: 'changed' | 'stop' = 'changed',
): Promise<ChangedMailbox> {
  await tx.updateTable('mailbox').set(values).where('id', '=', mailboxId).execute();
  await recordChange(tx, actor, { subject: 'mailbox', subjectId: mailboxId, ...change });
  const changed = await readMailbox(tx, mailboxId);
  const wakes = changed.warmup ? [await signalWarmup(tx, actor, mailboxId, signal)] : [];
  return { ...changed, wakes };
}
