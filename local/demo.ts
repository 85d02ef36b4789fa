import { parseArgs } from 'node:util';
import { openSharedClock } from '../store/clock.ts';
import { governClock } from './clock-governor.ts';
import { demoSpeed, openDemo } from './demo-stack.ts';
import { showProgress } from './live-view.ts';
import { messageOf } from './problem.ts';
import { stopRequested } from './stop-request.ts';
import { progressTable } from './progress-table.ts';
import type { MailboxProgress } from './progress.ts';

/**
 * `npm run demo [-- --json]`: as `npm start`, and ends by itself when every mailbox has graduated, or when that can't
 * come about any more. Exit status 0 only when all have graduated by the rules.
 */
const { values: flags } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const say = (line: string) => (flags.json ? console.error(line) : console.log(line));
const ending = new AbortController();
void stopRequested().then(() => ending.abort());

/** Warm-up takes 28 worked days at least and waits for a person after 84: real time at demo speed, and room for slow machines. */
const longestMs = 45 * 60_000;

try {
  const startedAt = performance.now();
  const { stack, footer } = await openDemo(say);
  const readyAfterMs = performance.now() - startedAt;
  const clock = await openSharedClock(stack.store);
  const governing = governClock(
    { store: stack.store, clock, keeper: stack.clock, fastest: demoSpeed },
    ending.signal,
  );
  let last: readonly MailboxProgress[] = [];
  const limit = setTimeout(() => ending.abort(), longestMs);
  const out = flags.json ? process.stderr : process.stdout;
  await showProgress({ store: stack.store, clock, out, footer }, ending.signal, (progress) => {
    last = progress;
    if (progress.length > 0 && progress.every(isDecided)) ending.abort();
  });
  clearTimeout(limit);
  await governing;
  await clock.close();
  await stack.stop();
  const summary = {
    graduated: last.filter(({ graduatedAt }) => graduatedAt !== null).length,
    mailboxes: last.length,
    readySeconds: Math.round(readyAfterMs / 100) / 10,
    seconds: Math.round((performance.now() - startedAt) / 1000),
    progress: last,
  };
  if (flags.json) console.log(JSON.stringify(summary, null, 2));
  else console.log(['', ...progressTable(last), '', summaryLine(summary)].join('\n'));
  if (summary.mailboxes === 0 || summary.graduated < summary.mailboxes) process.exitCode = 1;
} catch (failure) {
  console.error(messageOf(failure));
  process.exitCode = 1;
}

/** Graduated, or in need of a person, who isn't there in a demo. */
function isDecided({ graduatedAt, stage }: MailboxProgress): boolean {
  return graduatedAt !== null || stage === 'waiting' || stage === 'stopped';
}

function summaryLine(summary: {
  graduated: number;
  mailboxes: number;
  readySeconds: number;
  seconds: number;
}): string {
  const { graduated, mailboxes, readySeconds, seconds } = summary;
  return `${graduated} of ${mailboxes} mailboxes graduated in ${seconds} s, ${readySeconds} s of them for the start.`;
}
