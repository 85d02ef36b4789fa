import pino, { type Logger } from 'pino';

/**
 * The process's log: JSON lines with ids, codes and figures. Bodies, addresses, names and headers never go in, so
 * nothing has to be filtered out.
 */
export function createLog(level: string): Logger {
  return pino({ level, base: { process: 'api' } });
}

/**
 * What may be logged of something thrown: its kind, its code and where it happened. Its message stays out: the texts
 * of databases and servers quote the values that they were given.
 */
export function describeFailure(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error };
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  const at = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const cause = error.cause === undefined ? undefined : describeFailure(error.cause);
  return { name: error.name, code, constraint, at: at.map((line) => line.trim()).slice(0, 8), cause };
}
