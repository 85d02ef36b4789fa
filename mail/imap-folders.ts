import type { ListResponse } from 'imapflow';
import { SamovarError } from '../policy/errors.ts';
import type { ImapConnection } from './imap-connection.ts';

/** The folders that warm-up works with, as paths. A mailbox may have no Junk or Sent folder. */
export interface MailFolders {
  inbox: string;
  junk?: string;
  sent?: string;
  /** Where warm-up mail is filed, so that people see a clean inbox. */
  warmup: string;
}

const warmupFolderName = 'Warm-up';

/**
 * Finds the special folders, and makes `Warm-up` when it is missing. A folder counts as Junk or Sent by its
 * special-use attribute (RFC 6154), else by its name: imapflow knows the usual names in some forty languages
 * (`specialUseSource: 'name'`).
 */
export async function findFolders(connection: ImapConnection): Promise<MailFolders> {
  const listed = await connection.run((client) => client.list());
  return {
    inbox: 'INBOX',
    junk: withUse(listed, '\\Junk'),
    sent: withUse(listed, '\\Sent'),
    warmup: warmupPath(listed) ?? (await createWarmupFolder(connection)),
  };
}

function withUse(listed: ListResponse[], use: string): string | undefined {
  return listed.find((folder) => folder.specialUse === use)?.path;
}

/** At the top, or right below the personal namespace (`INBOX.Warm-up` on many servers). */
function warmupPath(listed: ListResponse[]): string | undefined {
  const candidates = listed.filter(
    ({ name, flags }) => name === warmupFolderName && !flags.has('\\Noselect'),
  );
  return candidates.find(({ parentPath }) => parentPath === '' || parentPath.toUpperCase() === 'INBOX')?.path;
}

async function createWarmupFolder(connection: ImapConnection): Promise<string> {
  try {
    const { path } = await connection.run((client) => client.mailboxCreate([warmupFolderName]));
    return path;
  } catch (error) {
    // Another round may have made it meanwhile, and not every server says ALREADYEXISTS (RFC 5530).
    if (!(error instanceof SamovarError) || error.code !== 'mail-refused') throw error;
    const path = warmupPath(await connection.run((client) => client.list()));
    if (path === undefined) throw error;
    return path;
  }
}
