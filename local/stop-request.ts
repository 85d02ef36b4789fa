/** A second Ctrl-C counts only this long after the first: one keypress can arrive twice, from the terminal and from npm. */
const secondCountsAfterMs = 1_000;

/**
 * Resolves when this process is asked to stop: by SIGINT (Ctrl-C), SIGTERM or SIGHUP, or because the process that
 * runs it (local/bootstrap.js) is gone. A second Ctrl-C then ends it at once; its children end with it (watchdog.ts).
 */
export async function stopRequested(): Promise<string> {
  return new Promise((resolve) => {
    let firstAt: number | undefined;
    const request = (reason: string): void => {
      if (firstAt !== undefined && reason === 'SIGINT' && Date.now() - firstAt > secondCountsAfterMs) {
        process.exit(130);
      }
      firstAt ??= Date.now();
      resolve(reason);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => request(signal));
    process.once('disconnect', () => request('the process that started it is gone'));
    process.channel?.unref(); // Only this listener: it must not keep a finished process alive.
  });
}
