import type { ImapEndpoint } from './endpoint.ts';
import { ImapConnection, imapTimeouts, type ImapTimeouts } from './imap-connection.ts';
import type { MailFolders } from './imap-folders.ts';
import { summaryHeaders, type MessageSummary } from './imap-message.ts';
import { ConnectedSession } from './imap-session.ts';

/** How far a folder has been read. A UID means something only together with the folder's UIDVALIDITY. */
export interface FolderCursor {
  uidValidity: number;
  uid: number;
}

export interface NewMessages {
  /** Where to go on from; to be stored together with what the messages caused. */
  cursor: FolderCursor;
  messages: MessageSummary[];
  /** The server renumbered the folder, so it is read from its beginning again; known messages come twice. */
  uidValidityChanged: boolean;
  /** More messages wait behind the limit. */
  hasMore: boolean;
}

export interface ImapOptions {
  timeouts?: ImapTimeouts;
  /** Headers to read besides `summaryHeaders`, such as the installation's warm-up header. */
  headers?: readonly string[];
}

/**
 * One logged-in IMAP connection, for the work of one round. Every method may be repeated: a message that is gone is
 * not an error (RFC 3501 section 6.4.8: unknown UIDs are ignored). No flag changes but those asked for.
 *
 * @throws {SamovarError} each method: `mail-unreachable` when the connection breaks or falls silent,
 *   `mail-refused` when the server says no
 */
export interface ImapSession {
  readonly isOpen: boolean;
  /** The special folders, looked up once in a session; makes `Warm-up` when it is missing. */
  folders(): Promise<MailFolders>;
  /**
   * The messages behind the cursor, oldest first, at most `limit`.
   *
   * @param cursor null to begin with the folder's first message
   * @param since skips what the server received before that day, for mailboxes that had a life before us
   */
  newMessages(folder: string, cursor: FolderCursor | null, limit: number, since?: Date): Promise<NewMessages>;
  /** The whole message as it came, without marking it as seen; null when it is gone. */
  fetchRaw(folder: string, uid: number): Promise<Buffer | null>;
  /** Which of these messages are in the folder. Ids with angle brackets; of several copies the oldest. */
  findByMessageId(folder: string, ids: readonly string[]): Promise<Map<string, number>>;
  markSeen(folder: string, uids: readonly number[]): Promise<void>;
  flag(folder: string, uids: readonly number[]): Promise<void>;
  /** Moves messages. The answer maps old to new UIDs; what was gone is missing in it. */
  move(folder: string, uids: readonly number[], target: string): Promise<Map<number, number>>;
  /** Moves messages from Junk to INBOX, marked as not junk. */
  rescue(uids: readonly number[]): Promise<Map<number, number>>;
  /** Files a copy, unless one with its Message-ID is there already. Answers the UID where it is known. */
  append(folder: string, raw: Buffer, options: { seen: boolean; date: Date }): Promise<number | null>;
  /** Logs out and closes the socket, within two seconds. Never fails. */
  close(): Promise<void>;
}

/**
 * Connects and logs in.
 *
 * @throws {SamovarError} `mail-login-failed`, `mail-unreachable`, or `validation-failed` for plain text elsewhere
 */
export async function openImapSession(
  endpoint: ImapEndpoint,
  { timeouts = imapTimeouts, headers = [] }: ImapOptions = {},
): Promise<ImapSession> {
  const connection = await ImapConnection.open(endpoint, timeouts);
  return new ConnectedSession(connection, [...summaryHeaders, ...headers]);
}
