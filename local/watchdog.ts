import { spawn } from 'node:child_process';

/**
 * Waits for its standard input to close, which happens when the parent dies however it dies, then ends the
 * child: $1 signal, $2 pid, $3 grace in seconds. A shell, because it takes 1 MB and no polling.
 */
const script = `
read -r _
kill -s "$1" "$2" 2>/dev/null || exit 0
waited=0
while [ "$waited" -lt "$3" ]; do
  kill -s 0 "$2" 2>/dev/null || exit 0
  sleep 1
  waited=$((waited + 1))
done
kill -s KILL -- "-$2" 2>/dev/null
exit 0`;

/**
 * Ends process `pid` when this process vanishes without doing so itself (SIGKILL, out of memory, `process.exit`).
 * Call `dismiss` once the child has ended, before its pid can be given to another process.
 */
export function watchOver(pid: number, signal: NodeJS.Signals, graceMs: number): { dismiss(): void } {
  const shellSignal = signal.replace('SIG', '');
  const graceSeconds = String(Math.ceil(graceMs / 1000));
  const shell = spawn('/bin/sh', ['-c', script, 'samovar-watchdog', shellSignal, String(pid), graceSeconds], {
    // A group of its own: Ctrl-C in the terminal must not reach it.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell.unref();
  // The pipe's end in this process must not keep it alive either. It is a socket, which the types don't say.
  (shell.stdin as unknown as { unref(): void }).unref();
  shell.stdin.on('error', () => undefined);
  return { dismiss: () => void shell.kill('SIGKILL') };
}
