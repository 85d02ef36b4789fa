import type { Clock } from '../store/clock.ts';
import type { Store } from '../store/connection.ts';
import { readProgress, type MailboxProgress } from './progress.ts';
import { progressTable } from './progress-table.ts';

export interface LiveViewOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly out: NodeJS.WriteStream;
  /** Lines that stay below the table, such as the URLs. */
  readonly footer: readonly string[];
  readonly everyMs?: number;
}

/**
 * Shows progress until `signal` aborts: on a terminal a table that is redrawn in place, elsewhere one line whenever a
 * business day has gone by. `onProgress` sees every reading.
 */
export async function showProgress(
  { store, clock, out, footer, everyMs = 500 }: LiveViewOptions,
  signal: AbortSignal,
  onProgress: (progress: readonly MailboxProgress[]) => void = () => undefined,
): Promise<void> {
  let drawnLines = 0;
  let lastDate = '';
  while (!signal.aborted) {
    const progress = await readProgress(store).catch(() => null);
    if (progress) {
      onProgress(progress);
      const now = clock.now().toISOString();
      if (out.isTTY) {
        const speed = clock.speed === 0 ? 'stopped' : `a day in ${(86_400 / clock.speed).toFixed(1)} s`;
        const lines = [
          `Business time ${now.slice(0, 16)}Z, ${speed}`,
          '',
          ...progressTable(progress),
          '',
          ...footer,
        ];
        if (drawnLines > 0) out.moveCursor(0, -drawnLines);
        out.cursorTo(0);
        out.clearScreenDown();
        out.write(`${lines.map((line) => line.slice(0, out.columns)).join('\n')}\n`);
        drawnLines = lines.length;
      } else if (now.slice(0, 10) !== lastDate) {
        lastDate = now.slice(0, 10);
        out.write(`${summaryLine(lastDate, progress)}\n`);
      }
    }
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, everyMs);
      signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
    });
  }
}

function summaryLine(date: string, progress: readonly MailboxProgress[]): string {
  const sum = (figure: (one: MailboxProgress) => number) =>
    progress.reduce((total, one) => total + figure(one), 0);
  const days = progress.map(({ day }) => day);
  return [
    date,
    `plan day ${Math.min(...days)}-${Math.max(...days)}`,
    `sent ${sum(({ sent }) => sent)} of ${sum(({ planned }) => planned)} planned`,
    `answered ${sum(({ answered }) => answered)}`,
    `in Junk ${sum(({ foundInJunk }) => foundInJunk)}, rescued ${sum(({ rescued }) => rescued)}`,
    `graduated ${progress.filter(({ graduatedAt }) => graduatedAt !== null).length} of ${progress.length}`,
  ].join(' | ');
}
