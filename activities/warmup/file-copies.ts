import type { ImapSession } from '../../mail/imap.ts';
import { isPresetName, providerPresets } from '../../mail/providers.ts';
import { acceptedSince } from '../../store/tending.ts';
import type { WarmupContext } from '../../store/warmups.ts';
import type { Dependencies } from '../dependencies.ts';
import { composeWarmupMail } from './compose.ts';
import { isConnectionFault } from './readiness.ts';

/**
 * Files a copy of what was accepted since the round's first attempt into Sent, where the provider doesn't do so itself.
 * It asks the ledger what that is: an attempt that died had mail accepted too. A copy that is there already isn't filed
 * again, and one that can't be filed changes nothing about the send: the mail has gone out.
 */
export async function fileCopies(
  dependencies: Dependencies,
  context: WarmupContext,
  imap: ImapSession,
  since: Date,
): Promise<void> {
  const { store, clock } = dependencies;
  const { tenantId, id, preset } = context.mailbox;
  if (filesSentMail(preset)) return;
  const accepted = await store.forTenant(tenantId, (tx) => acceptedSince(tx, id, since));
  if (accepted.length === 0) return;
  try {
    const { sent } = await imap.folders();
    if (!sent) return;
    for (const send of accepted) {
      const { raw } = await composeWarmupMail(dependencies, context, send);
      await imap.append(sent, raw, { seen: true, date: clock.now() });
    }
  } catch (error) {
    if (!isConnectionFault(error)) throw error;
  }
}

/** Whether the mailbox's provider files submitted mail into Sent by itself. */
export function filesSentMail(preset: string): boolean {
  return isPresetName(preset) && providerPresets[preset].filesSentMail;
}
