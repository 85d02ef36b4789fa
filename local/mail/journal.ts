/**
 * What makes the mail survive a SIGKILL. Raw messages are appended to `messages.dat`; every commit is then one line of
 * `journal.jsonl`, written before anybody is told that it happened; a start reads the lines back. A commit holds the changes of
 * the store and the log entries that tell of them, so that a kill between the two files leaves nothing untold.
 *
 * A start also writes the journal anew, without what was undone since. Raw messages that were deleted keep their place in
 * `messages.dat`: this is a stand-in for development, and its directory is thrown away some day.
 */
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type AppendFile, dropTornLine, memoryAppendFile, openAppendFile, readLines } from './append-file.ts';
import type { Change } from './changes.ts';
import { EventLog, type LogEntry } from './event-log.ts';

interface Commit {
  changes: readonly Change[];
  entries: readonly LogEntry[];
  /** Where the entries stand in the log. */
  logPosition: number;
}

export interface Journal {
  readonly rawMessages: AppendFile;
  readonly log: EventLog;
  /** Writes a commit: journal first, log second. Throws, with neither changed, when the disk is full. */
  append(changes: readonly Change[], entries: readonly LogEntry[]): void;
  close(): void;
}

/** A journal that keeps nothing: messages and log live in memory and end with the process. */
export function memoryJournal(): Journal {
  const rawMessages = memoryAppendFile();
  const log = new EventLog(memoryAppendFile());
  return {
    rawMessages,
    log,
    append: (_changes, entries) => log.append(entries),
    close: () => {
      rawMessages.close();
      log.close();
    },
  };
}

/**
 * Opens the journal of a data directory (made when it doesn't exist), hands every change in it to `replay`, then writes it
 * anew with what `snapshot` gives: what the replayed changes amount to.
 */
export function openJournal(
  directory: string,
  replay: (change: Change) => void,
  snapshot: () => Iterable<Change>,
): Journal {
  mkdirSync(directory, { recursive: true });
  const path = join(directory, 'journal.jsonl');
  const log = new EventLog(openAppendFile(join(directory, 'log.jsonl')));
  replayJournal(path, log, replay);
  rewriteJournal(path, snapshot());
  return new DiskJournal(openAppendFile(path), openAppendFile(join(directory, 'messages.dat')), log);
}

class DiskJournal implements Journal {
  readonly rawMessages: AppendFile;
  readonly log: EventLog;
  readonly #file: AppendFile;

  constructor(file: AppendFile, rawMessages: AppendFile, log: EventLog) {
    this.#file = file;
    this.rawMessages = rawMessages;
    this.log = log;
  }

  append(changes: readonly Change[], entries: readonly LogEntry[]): void {
    const mark = this.#file.size;
    if (changes.length > 0) {
      this.#file.append(encodeCommit({ changes, entries, logPosition: this.log.position }));
    }
    try {
      this.log.append(entries);
    } catch (error) {
      this.#file.truncate(mark);
      throw error;
    }
  }

  close(): void {
    this.#file.close();
    this.rawMessages.close();
    this.log.close();
  }
}

function replayJournal(path: string, log: EventLog, replay: (change: Change) => void): void {
  const file = openAppendFile(path);
  try {
    dropTornLine(file);
    let last: Commit | undefined;
    for (const { text } of readLines(file)) {
      last = JSON.parse(text) as Commit;
      for (const change of last.changes) replay(change);
    }
    // Commits are written one after the other, so only the last one's entries can be missing from the log.
    if (last) log.restore(last.logPosition, last.entries);
  } finally {
    file.close();
  }
}

/** Rewrites the journal beside the old one and then takes its name, so that a kill at any moment leaves one of the two. */
function rewriteJournal(path: string, changes: Iterable<Change>): void {
  const draft = `${path}.new`;
  rmSync(draft, { force: true });
  const file = openAppendFile(draft);
  let lines: Buffer[] = [];
  for (const change of changes) {
    lines.push(encodeCommit({ changes: [change], entries: [], logPosition: 0 }));
    if (lines.length < 1_000) continue;
    file.append(Buffer.concat(lines));
    lines = [];
  }
  file.append(Buffer.concat(lines));
  file.close();
  renameSync(draft, path);
}

function encodeCommit(commit: Commit): Buffer {
  return Buffer.from(`${JSON.stringify(commit)}\n`);
}
