/**
 * The log of what the server did, one JSON object per line in `log.jsonl`: the judge of "nothing sent twice, nothing lost".
 * Lines are written before the client gets its answer, are never changed, and survive every restart.
 */
import { type AppendFile, dropTornLine, readLines } from './append-file.ts';
import type { MailEvent } from './mail-event.ts';

/** A line of the log: the event and when it was written (ISO 8601, wall clock). */
export type LogEntry = MailEvent & { at: string };

export interface LogQuery {
  /** Position to read from: `next` of an earlier answer. 0: from the beginning. */
  after: number;
  event?: MailEvent['event'] | undefined;
  messageId?: string | undefined;
  /** Entries that have this address as user, mailbox, sender or recipient. */
  address?: string | undefined;
}

export interface LogPage {
  entries: LogEntry[];
  /** Where the next query goes on. */
  next: number;
  /** False when there is more already, which didn't fit into this page. */
  isComplete: boolean;
}

/** Entries of one page: a long log shall not have to be in memory as a whole. */
const pageSize = 10_000;

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

  /** Whether an entry begins, or the log ends, at this position. */
  isPosition(position: number): boolean {
    if (position === 0 || position > this.#file.size) return position === 0;
    return this.#file.read(position - 1, 1)[0] === 10;
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

  /** Matching entries, oldest first, a page of them. Lets other work pass while it reads a long log. */
  async query(query: LogQuery): Promise<LogPage> {
    const entries: LogEntry[] = [];
    let next = query.after;
    let read = 0;
    for (const line of readLines(this.#file, next)) {
      next = line.end;
      const entry = parseIfMatching(line.text, query);
      if (entry) entries.push(entry);
      if (entries.length >= pageSize) break;
      if (++read % 5_000 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    return { entries, next, isComplete: next >= this.#file.size };
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
