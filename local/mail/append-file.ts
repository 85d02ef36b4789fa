/**
 * Files that only grow. Raw messages, the journal and the log are all kept in one, on disk or in memory.
 *
 * A write is one plain `write(2)` without `fsync`: once it returns the bytes survive the death of this process, though
 * not a power cut. That is the promise a stand-in for a mail provider needs, at a fraction of the cost.
 */
import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';

export interface AppendFile {
  /** Bytes written so far; also the position that the next append will return. */
  readonly size: number;
  /** Writes the bytes after everything else and gives their position. Throws (and leaves nothing) when the disk is full. */
  append(bytes: Buffer): number;
  /** The bytes at a position, fewer at the end of the file. */
  read(position: number, length: number): Buffer;
  /** Cuts everything from this position on. */
  truncate(size: number): void;
  close(): void;
}

/** Opens a file on disk, made (mode 0600: it holds mail and passwords) when it doesn't exist. */
export function openAppendFile(path: string): AppendFile {
  return new DiskFile(path);
}

/** The same in memory, for tests that need no restart. */
export function memoryAppendFile(): AppendFile {
  return new MemoryFile();
}

/** The complete lines of a file from a position on, each with the position after it. A torn last line is left out. */
export function* readLines(file: AppendFile, from = 0): Generator<{ text: string; end: number }> {
  const chunkSize = 1 << 20;
  let rest: Buffer = Buffer.alloc(0);
  let position = from;
  while (position < file.size) {
    const chunk = file.read(position, Math.min(chunkSize, file.size - position));
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    const bytesStart = position - rest.length;
    position += chunk.length;
    let start = 0;
    for (let newline = bytes.indexOf(10); newline >= 0; newline = bytes.indexOf(10, start)) {
      yield { text: bytes.toString('utf8', start, newline), end: bytesStart + newline + 1 };
      start = newline + 1;
    }
    rest = bytes.subarray(start);
  }
}

/** Cuts off a last line that was only partly written when the process died. Lines are shorter than a megabyte. */
export function dropTornLine(file: AppendFile): void {
  const from = Math.max(0, file.size - (1 << 20));
  const tail = file.read(from, file.size - from);
  const end = from + tail.lastIndexOf(10) + 1;
  if (end < file.size) file.truncate(end);
}

class DiskFile implements AppendFile {
  readonly #descriptor: number;
  #size: number;

  constructor(path: string) {
    this.#descriptor = openSync(path, 'a+', 0o600);
    this.#size = fstatSync(this.#descriptor).size;
  }

  get size(): number {
    return this.#size;
  }

  append(bytes: Buffer): number {
    const position = this.#size;
    let done = 0;
    try {
      while (done < bytes.length) done += writeSync(this.#descriptor, bytes, done);
    } catch (error) {
      if (done > 0) ftruncateSync(this.#descriptor, position);
      throw error;
    }
    this.#size += bytes.length;
    return position;
  }

  read(position: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(length, this.#size - position)));
    let done = 0;
    while (done < bytes.length) {
      const count = readSync(this.#descriptor, bytes, done, bytes.length - done, position + done);
      if (count === 0) throw new Error('The file is shorter than what was written to it.');
      done += count;
    }
    return bytes;
  }

  truncate(size: number): void {
    ftruncateSync(this.#descriptor, size);
    this.#size = size;
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

class MemoryFile implements AppendFile {
  #bytes = Buffer.alloc(4096);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  append(bytes: Buffer): number {
    const position = this.#size;
    const needed = position + bytes.length;
    if (needed > this.#bytes.length) {
      const larger = Buffer.alloc(Math.max(needed, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, this.#size);
      this.#bytes = larger;
    }
    bytes.copy(this.#bytes, position);
    this.#size = needed;
    return position;
  }

  read(position: number, length: number): Buffer {
    return Buffer.from(this.#bytes.subarray(position, Math.min(position + length, this.#size)));
  }

  truncate(size: number): void {
    this.#size = size;
  }

  close(): void {
    this.#bytes = Buffer.alloc(0);
    this.#size = 0;
  }
}
