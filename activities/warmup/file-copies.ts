import type { ImapSession } from '../../mail/imap.ts';
import { isPresetName, providerPresets } from '../../mail/providers.ts';
import type { Dependencies } from '../dependencies.ts';
import type { WarmupContext } from '../../store/warmups.ts';
import type { ComposedMail } from './compose.ts';
import { isConnectionFault } from './readiness.ts';

/**
 * Files a copy of what was accepted into Sent, where the provider doesn't do so itself. A copy that can't be filed
 * changes nothing about the send: the mail has gone out.
 */
export async function fileCopies(
  { clock }: Pick<Dependencies, 'clock'>,
  { mailbox }: WarmupContext,
  imap: ImapSession,
  mails: readonly ComposedMail[],
): Promise<number> {
  if (mails.length === 0 || filesSentMail(mailbox.preset)) return 0;
  let filed = 0;
  try {
    const { sent } = await imap.folders();
    if (!sent) return 0;
    for (const { raw } of mails) {
      await imap.append(sent, raw, { seen: true, date: clock.now() });
      filed += 1;
    }
  } catch (error) {
    if (!isConnectionFault(error)) throw error;
  }
  return filed;
}

/** Whether the mailbox's provider files submitted mail into Sent by itself. */
export function filesSentMail(preset: string): boolean {
  return isPresetName(preset) && providerPresets[preset].filesSentMail;
}
