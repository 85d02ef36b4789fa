/**
 * The log of what the server did, one JSON object per line in `log.jsonl`: the judge of "nothing sent twice, nothing lost".
 * Lines are written before the client gets its answer, are never changed, and survive every restart.
 */
import { type AppendFile, dropTornLine, readLines } from './append-file.ts';
import type { DeliverySource } from './changes.ts';

export type SmtpPhase = 'connect' | 'auth' | 'mail' | 'rcpt' | 'data' | 'message';

/** One thing that happened. `session` names the connection, `fault` the rule that caused it, `messageId` has its angle brackets. */
export type MailEvent =
  | {
      event: 'accepted';
      session: string;
      user: string;
      from: string;
      to: readonly string[];
      messageId: string | undefined;
      /** Of the message as submitted, hexadecimal. */
      sha256: string;
      size: number;
    }
  | {
      event: 'refused';
      session: string;
      phase: SmtpPhase;
      code: number;
      text: string;
      user?: string | undefined;
      from?: string | undefined;
      to?: string | readonly string[] | undefined;
      messageId?: string | undefined;
      fault?: string | undefined;
    }
  /** The connection was cut by a rule at this phase. */
  | { event: 'dropped'; session: string; phase: SmtpPhase | 'imap'; user?: string | undefined; fault: string }
  /** A rule holds the answer back (`hang`), or for `delayMs`. */
  | { event: 'held'; session: string; phase: SmtpPhase | 'imap'; user?: string | undefined; fault: string }
  /** The client went away after DATA and before its final dot. Nothing was stored. */
  | { event: 'aborted'; session: string; user: string; from: string; to: readonly string[] }
  /** Accepted and delivered, but the 250 never left. */
  | { event: 'lost-answer'; session: string; user: string; messageId: string | undefined; fault: string }
  /** The message arrived in full and was thrown away without an answer. */
  | { event: 'not-accepted'; session: string; user: string; messageId: string | undefined; fault: string }
  | {
      event: 'delivered';
      to: string;
      folder: string;
      uid: number;
      uidValidity: number;
      messageId: string | undefined;
      source: DeliverySource;
    }
  | { event: 'discarded'; to: string; messageId: string | undefined; fault: string }
  /** Accepted for an address that has no mailbox (any more); a report goes back if there is whom to send it. */
  | { event: 'undeliverable'; to: string; messageId: string | undefined; reported: boolean }
  | { event: 'appended'; mailbox: string; folder: string; uid: number; messageId: string | undefined }
  | {
      event: 'moved' | 'copied';
      mailbox: string;
      from: string;
      to: string;
      messages: readonly MovedMessage[];
    }
  | {
      event: 'flagged';
      mailbox: string;
      folder: string;
      uid: number;
      messageId: string | undefined;
      added: readonly string[];
      removed: readonly string[];
    }
  | { event: 'expunged'; mailbox: string; folder: string; uids: readonly number[] }
  | { event: 'uid-validity-changed'; mailbox: string; folder: string; uidValidity: number }
  | { event: 'logged-in'; session: string; protocol: MailProtocol; user: string }
  | {
      event: 'login-failed';
      session: string;
      protocol: MailProtocol;
      user: string;
      fault?: string | undefined;
    }
  /** A connection broke in a way that nobody asked for (a failed TLS handshake, a reset). */
  | { event: 'connection-error'; protocol: MailProtocol; text: string };

export type MailProtocol = 'smtp' | 'imap';
export interface MovedMessage {
  uid: number;
  newUid: number;
  messageId: string | undefined;
}

/** A line of the log: the event and when it was written (ISO 8601, wall clock). */
export type LogEntry = MailEvent & { at: string };

export interface LogQuery {
  /** Position to read from: `next` of an earlier answer. 0: from the beginning. */
  after?: number | undefined;
  event?: MailEvent['event'] | undefined;
  messageId?: string | undefined;
  /** Entries that have this address as user, mailbox, sender or recipient. */
  address?: string | undefined;
}

export interface LogPage {
  entries: LogEntry[];
  /** Where the next query goes on. */
  next: number;
}

export class EventLog {
  readonly #file: AppendFile;
  readonly #listeners = new Set<() => void>();

  /** Drops a torn last line: what it would have told was never answered. */
  constructor(file: AppendFile) {
    this.#file = file;
    dropTornLine(file);
  }

  get position(): number {
    return this.#file.size;
  }

  append(entries: readonly LogEntry[]): void {
    if (entries.length === 0) return;
    this.#file.append(encodeEntries(entries));
    for (const listener of [...this.#listeners]) listener();
  }

  /** Makes sure that these entries stand at this position: they may be missing or torn after a kill. */
  restore(position: number, entries: readonly LogEntry[]): void {
    if (entries.length === 0 || this.#file.size >= position + encodeEntries(entries).length) return;
    this.#file.truncate(Math.min(position, this.#file.size));
    this.append(entries);
  }

  /** Matching entries, oldest first. Yields to other work between pages of a long log. */
  async query(query: LogQuery): Promise<LogPage> {
    const entries: LogEntry[] = [];
    let next = query.after ?? 0;
    let read = 0;
    for (const line of readLines(this.#file, next)) {
      next = line.end;
      const entry = parseIfMatching(line.text, query);
      if (entry) entries.push(entry);
      if (++read % 5_000 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    return { entries, next };
  }

  close(): void {
    this.#file.close();
  }

  /** Calls back after each append, until the function given back is called. */
  onAppend(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

function encodeEntries(entries: readonly LogEntry[]): Buffer {
  return Buffer.from(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
}

function parseIfMatching(line: string, query: LogQuery): LogEntry | undefined {
  // Most lines of a long log don't match: a look at the text is ten times cheaper than parsing it.
  if (query.messageId !== undefined && !line.includes(JSON.stringify(query.messageId))) return undefined;
  if (query.address !== undefined && !line.includes(`"${query.address.toLowerCase()}"`)) return undefined;
  const entry = JSON.parse(line) as LogEntry;
  if (query.event !== undefined && entry.event !== query.event) return undefined;
  return entry;
}
