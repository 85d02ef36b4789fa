import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import type { EntryOf } from '../../local/mail/control-client.ts';
import { openSharedClock } from '../../store/clock.ts';
import { governClock } from '../../local/clock-governor.ts';
import { readProgress, type MailboxProgress } from '../../local/progress.ts';
import { seed, type SeedClient, type SeededClient } from '../../local/seeds.ts';
import { startStack, type Stack } from '../../local/stack.ts';

export interface ScenarioOptions {
  /** Real seconds in which a business day goes by. */
  readonly daySeconds: number;
  readonly clients: readonly SeedClient[];
  readonly workerScript?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Lets the clock go slower than `daySeconds` while the machine can't keep up, as the demo does. */
  readonly isGoverned?: boolean;
}

export interface Scenario {
  readonly stack: Stack;
  readonly clients: readonly SeededClient[];
  readonly temporal: Client;
  /** Progress of every mailbox, read again until `isReached`; throws with the last reading when it isn't in time. */
  until(
    isReached: (progress: readonly MailboxProgress[]) => boolean,
    what: string,
    withinMs: number,
  ): Promise<readonly MailboxProgress[]>;
  /** What the mail server took over: the judge of "never twice". */
  accepted(): Promise<EntryOf<'accepted'>[]>;
  stop(): Promise<void>;
}

/** Boots the whole stack in a directory of its own, and seeds it through the API. */
export async function openScenario({
  daySeconds,
  clients: seeds,
  isGoverned = false,
  ...options
}: ScenarioOptions): Promise<Scenario> {
  const dataDir = mkdtempSync(join(tmpdir(), 'samovar-scenario-'));
  const stack = await startStack({ dataDir, clockSpeed: 86_400 / daySeconds, ...options });
  const connection = await Connection.connect({ address: stack.temporal.current().address });
  const clients = await seed(stack, dataDir, seeds);
  const clock = await openSharedClock(stack.store);
  const ending = new AbortController();
  const governing = isGoverned
    ? governClock(
        { store: stack.store, clock, keeper: stack.clock, fastest: 86_400 / daySeconds },
        ending.signal,
      )
    : Promise.resolve();
  return {
    stack,
    clients,
    temporal: new Client({ connection }),
    async until(isReached, what, withinMs) {
      const deadline = Date.now() + withinMs;
      for (;;) {
        const progress = await readProgress(stack.store).catch(() => []);
        if (progress.length > 0 && isReached(progress)) return progress;
        if (Date.now() > deadline)
          throw new Error(`Not reached: ${what}. Last seen: ${JSON.stringify(progress)}`);
        await delay(200);
      }
    },
    accepted: () => stack.mail.current().control.entries('accepted'),
    async stop() {
      ending.abort();
      await governing;
      await clock.close();
      await connection.close();
      await stack.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** A client with so many domains, of two mailboxes each unless said otherwise. */
export function clientWith(domains: number, name = 'Client', mailboxNames = ['one', 'two']): SeedClient {
  const slug = name.toLowerCase();
  return {
    name,
    language: 'en',
    timeZone: 'UTC',
    domains: Array.from({ length: domains }, (_, index) => `${slug}-${index + 1}.test`),
    mailboxNames,
  };
}
