import { closeSync, fstatSync, mkdirSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** A log beyond this size is put aside at the next start; one old log is kept. */
const largestBytes = 20_000_000;

export interface LogFile {
  path: string;
  /** For a child's standard output and error. */
  descriptor: number;
  /** What was written since the log was opened. */
  output(): string;
  close(): void;
}

/** Opens a log for appending. */
export function openLog(path: string): LogFile {
  mkdirSync(dirname(path), { recursive: true });
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > largestBytes) renameSync(path, `${path}.old`);
  const descriptor = openSync(path, 'a+');
  const start = fstatSync(descriptor).size;
  return {
    path,
    descriptor,
    output: () => {
      const buffer = Buffer.alloc(fstatSync(descriptor).size - start);
      return buffer.toString('utf8', 0, readSync(descriptor, buffer, 0, buffer.length, start));
    },
    close: () => closeSync(descriptor),
  };
}
