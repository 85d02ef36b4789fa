import { openSharedClock } from '../store/clock.ts';
import { governClock } from './clock-governor.ts';
import { demoSpeed, openDemo } from './demo-stack.ts';
import { showProgress } from './live-view.ts';
import { messageOf } from './problem.ts';
import { stopRequested } from './stop-request.ts';

/** `npm start`: the whole product on this machine, with two clients whose mailboxes warm up, until Ctrl-C. */
const ending = new AbortController();
void stopRequested().then(() => ending.abort());

try {
  const { stack, footer } = await openDemo((line) => console.log(line));
  const clock = await openSharedClock(stack.store);
  const governing = governClock(
    { store: stack.store, clock, keeper: stack.clock, fastest: demoSpeed },
    ending.signal,
  );
  await showProgress({ store: stack.store, clock, out: process.stdout, footer }, ending.signal);
  console.log('\nStopping; the data stays, and the next start goes on from here ...');
  await governing;
  await clock.close();
  await stack.stop();
} catch (failure) {
  console.error(messageOf(failure));
  process.exitCode = 1;
}
