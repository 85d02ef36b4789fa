import type { SearchObject } from 'imapflow';
import { SamovarError } from '../policy/errors.ts';
import { messageIds, parseHeaders } from './headers.ts';
import type { FolderCursor, ImapSession, NewMessages } from './imap.ts';
import type { ImapConnection } from './imap-connection.ts';
import { findFolders, type MailFolders } from './imap-folders.ts';
import { summarise, type MessageSummary } from './imap-message.ts';

/** Message ids in one SEARCH: the command line stays well below the 8,000 bytes that servers must take (RFC 7162). */
const idsPerSearch = 20;

/** The work of a session on its connection; each method is described at `ImapSession`. */
export class ConnectedSession implements ImapSession {
  readonly #connection: ImapConnection;
  readonly #headers: string[];
  #folders: Promise<MailFolders> | undefined;

  constructor(connection: ImapConnection, headers: string[]) {
    this.#connection = connection;
    this.#headers = headers;
  }

  get isOpen(): boolean {
    return this.#connection.isOpen;
  }

  folders(): Promise<MailFolders> {
    this.#folders ??= findFolders(this.#connection);
    return this.#folders;
  }

  newMessages(
    folder: string,
    cursor: FolderCursor | null,
    limit: number,
    since?: Date,
  ): Promise<NewMessages> {
    return this.#connection.inFolder(folder, 'read', async () => {
      const { uidNext, ...selected } = this.#connection.selected();
      const uidValidity = Number(selected.uidValidity);
      const uidValidityChanged = cursor !== null && cursor.uidValidity !== uidValidity;
      const readUpTo = cursor === null || uidValidityChanged ? 0 : cursor.uid;
      const found = await this.#search({ uid: `${readUpTo + 1}:*`, ...(since && { since }) });
      // `n:*` always names the newest message, also when its UID is below n (RFC 3501 section 6.4.8).
      const unread = found.filter((uid) => uid > readUpTo).sort((a, b) => a - b);
      const page = unread.slice(0, limit);
      const messages = await this.#summaries(page);
      const hasMore = unread.length > page.length;
      // What `since` skipped is skipped for good, or the next look would begin with it.
      const skippedUpTo = since && !hasMore ? uidNext - 1 : 0;
      const uid = Math.max(page.at(-1) ?? readUpTo, skippedUpTo);
      return { cursor: { uidValidity, uid }, messages, uidValidityChanged, hasMore };
    });
  }

  fetchRaw(folder: string, uid: number): Promise<Buffer | null> {
    return this.#connection.inFolder(folder, 'read', async () => {
      const message = await this.#connection.run((client) =>
        client.fetchOne(String(uid), { uid: true, source: true }, { uid: true }),
      );
      return (message && message.source) || null;
    });
  }

  findByMessageId(folder: string, ids: readonly string[]): Promise<Map<string, number>> {
    return this.#connection.inFolder(folder, 'read', async () => {
      const found = new Map<string, number>();
      for (let start = 0; start < ids.length; start += idsPerSearch) {
        const wanted = new Set(ids.slice(start, start + idsPerSearch));
        // SEARCH HEADER finds substrings, so what it found is compared once more.
        const uids = await this.#search(anyMessageId([...wanted]));
        for (const { messageId, uid } of await this.#summaries(uids)) {
          if (messageId === null || !wanted.has(messageId)) continue;
          found.set(messageId, Math.min(uid, found.get(messageId) ?? uid));
        }
      }
      return found;
    });
  }

  markSeen(folder: string, uids: readonly number[]): Promise<void> {
    return this.#changeFlags(folder, uids, { add: ['\\Seen'] });
  }

  flag(folder: string, uids: readonly number[]): Promise<void> {
    return this.#changeFlags(folder, uids, { add: ['\\Flagged'] });
  }

  async move(folder: string, uids: readonly number[], target: string): Promise<Map<number, number>> {
    if (uids.length === 0) return new Map();
    if (!this.#connection.hasCapability('MOVE') && !this.#connection.hasCapability('UIDPLUS')) {
      // Without both only a plain EXPUNGE is left, which would also delete what a person marked for deletion.
      throw new SamovarError('mail-refused', 'The IMAP server has no safe way to move a message.');
    }
    return this.#connection.inFolder(folder, 'change', async () => {
      const moved = await this.#connection.insist((client) =>
        client.messageMove(uids.join(','), target, { uid: true }),
      );
      return moved.uidMap ?? new Map<number, number>();
    });
  }

  async rescue(uids: readonly number[]): Promise<Map<number, number>> {
    const { inbox, junk } = await this.folders();
    if (junk === undefined) return new Map();
    // Before the move: filters learn from the flags of what leaves Junk. Keywords: IANA, "IMAP and JMAP Keywords".
    await this.#changeFlags(junk, uids, { add: ['$NotJunk'], remove: ['$Junk'] });
    return this.move(junk, uids, inbox);
  }

  async append(
    folder: string,
    raw: Buffer,
    { seen, date }: { seen: boolean; date: Date },
  ): Promise<number | null> {
    const id = messageIds(parseHeaders(raw).get('message-id'))[0];
    const present = id === undefined ? undefined : (await this.findByMessageId(folder, [id])).get(id);
    if (present !== undefined) return present;
    // imapflow leaves out flags that the selected folder can't keep, whichever folder it appends to.
    const appended = await this.#connection.inFolder(folder, 'change', () =>
      this.#connection.insist((client) => client.append(folder, raw, seen ? ['\\Seen'] : [], date)),
    );
    return appended.uid ?? null;
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  async #search(query: SearchObject): Promise<number[]> {
    return this.#connection.insist((client) => client.search(query, { uid: true }));
  }

  async #summaries(uids: readonly number[]): Promise<MessageSummary[]> {
    if (uids.length === 0) return [];
    const query = { uid: true, internalDate: true, size: true, headers: this.#headers };
    const messages = await this.#connection.run((client) =>
      client.fetchAll(uids.join(','), query, { uid: true }),
    );
    return messages.map(summarise).sort((a, b) => a.uid - b.uid);
  }

  async #changeFlags(
    folder: string,
    uids: readonly number[],
    { add, remove = [] }: { add: string[]; remove?: string[] },
  ): Promise<void> {
    if (uids.length === 0) return;
    const range = uids.join(',');
    const options = { uid: true, silent: true };
    await this.#connection.inFolder(folder, 'change', async () => {
      // A folder that can't keep a flag isn't asked to (RFC 3501 section 7.1, PERMANENTFLAGS).
      const { permanentFlags } = this.#connection.selected();
      const keeps = (flag: string) =>
        !permanentFlags || permanentFlags.has('\\*') || permanentFlags.has(flag);
      const [adding, removing] = [add.filter(keeps), remove.filter(keeps)];
      if (adding.length > 0) {
        await this.#connection.insist((client) => client.messageFlagsAdd(range, adding, options));
      }
      if (removing.length > 0) {
        await this.#connection.insist((client) => client.messageFlagsRemove(range, removing, options));
      }
    });
  }
}

function anyMessageId(ids: readonly string[]): SearchObject {
  const conditions = ids.map((id) => ({ header: { 'Message-ID': id } }));
  return conditions.length === 1 ? (conditions[0] ?? {}) : { or: conditions };
}
