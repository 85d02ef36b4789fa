import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { Context } from '@temporalio/activity';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker, type WorkflowBundle } from '@temporalio/worker';
import type { WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import type { WarmupActivities, WarmupAnswer, WarmupStep } from '../../activities/warmup-answer.ts';
import { bundleWorkflows } from '../../worker/bundle.ts';
import { changedSignal, mailboxWarmup, statusQuery, stopSignal } from '../../workflows/mailbox-warmup.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

Runtime.install({ logger: new DefaultLogger('ERROR') });

let environment: TestWorkflowEnvironment;
let workflowBundle: WorkflowBundle;

beforeAll(async () => {
  environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: inject('timeSkippingServer') } },
  });
  await environment.connection.operatorService.addSearchAttributes({
    namespace: 'default',
    searchAttributes: { Stage: 2, Health: 2, NextActionAt: 6 },
  });
  workflowBundle = await bundleWorkflows();
});
afterAll(() => environment.teardown());

/** The time that the workflow lives in: an activity's own clock is real. */
const now = () => Context.current().info.currentAttemptScheduledTimestampMs;

function answer(next: WarmupStep, change: Partial<WarmupAnswer> = {}): WarmupAnswer {
  const fixed = {
    stage: 'warming',
    health: 'good',
    day: 1,
    did: 'nothing',
    sentence: 'waits',
    plannedDay: false,
  } as const;
  return { ...fixed, ...change, next };
}

const planIn = (waitMs: number): WarmupStep => ({
  do: 'plan',
  waitMs,
  until: new Date(now() + waitMs).toISOString(),
});
const roundIn = (roundId: string, waitMs: number): WarmupStep => ({
  do: 'round',
  roundId,
  waitMs,
  until: new Date(now() + waitMs).toISOString(),
});

type Handle = WorkflowHandleWithFirstExecutionRunId<typeof mailboxWarmup>;

async function withRun(
  activities: Partial<WarmupActivities>,
  use: (handle: Handle) => Promise<void>,
): Promise<void> {
  const workers = await Promise.all(
    (['orchestration', 'sending'] as const).map((taskQueue) =>
      Worker.create({
        connection: environment.nativeConnection,
        taskQueue,
        activities,
        ...(taskQueue === 'orchestration' ? { workflowBundle } : {}),
      }),
    ),
  );
  const running = workers.map((worker) => worker.run());
  try {
    const handle = await environment.client.workflow.start(mailboxWarmup, {
      workflowId: `warmup:${randomUUID()}`,
      taskQueue: 'orchestration',
      args: [{ tenantId: 'tenant', mailboxId: 'mailbox', domainId: 'domain' }],
    });
    await use(handle);
  } finally {
    for (const worker of workers) worker.shutdown();
    await Promise.all(running);
  }
}

test('keeps eight weeks of days and rounds, each at its time, and continues as new weekly', async () => {
  const began: number[] = [];
  const rounds: { day: number; at: number }[] = [];
  const days = () => began.length;
  const runs = new Set<string>();
  await withRun(
    {
      async planWarmupDay() {
        runs.add(Context.current().info.workflowExecution?.runId ?? '');
        const today = began.at(-1);
        if (today === undefined || now() >= today + dayMs) {
          began.push(now());
          return answer(roundIn(`${days()}:1`, 8 * hourMs), { day: days(), plannedDay: true });
        }
        return answer(days() > 56 ? { do: 'end' } : roundIn(`${days()}:1`, today + 8 * hourMs - now()), {
          day: days(),
        });
      },
      async runWarmupRound({ roundId }) {
        rounds.push({ day: days(), at: now() });
        const [, index] = roundId.split(':');
        if (index === '1') return answer(roundIn(`${days()}:2`, 4 * hourMs), { day: days() });
        if (days() === 56) return answer({ do: 'end' }, { day: 56 });
        return answer(planIn((began.at(-1) ?? 0) + dayMs - now()), { day: days() });
      },
    },
    async (handle) => {
      await handle.result();
      expect(days()).toBe(56);
      expect(rounds).toHaveLength(112);
      const lateMs = rounds.map(
        ({ day, at }, index) => at - (began[day - 1] ?? 0) - (index % 2 === 0 ? 8 : 12) * hourMs,
      );
      expect(Math.max(...lateMs)).toBeLessThan(60_000);
      expect(runs.size).toBe(9); // one each week, and the last goes on after day 56
    },
  );
});

test('asks for the plan, not the round, when something has changed while it waits', async () => {
  const asked: string[] = [];
  await withRun(
    {
      async planWarmupDay() {
        asked.push('plan');
        return answer(asked.length === 1 ? roundIn('only', 10 * dayMs) : { do: 'end' });
      },
      async runWarmupRound() {
        asked.push('round');
        return answer({ do: 'end' });
      },
    },
    async (handle) => {
      await expect.poll(async () => (await handle.query(statusQuery)).lastAnswer?.next.do).toBe('round');
      await handle.signal(changedSignal);
      await handle.result();
      expect(asked).toEqual(['plan', 'plan']);
    },
  );
});

test('goes back to sleep when a timer rang early', async () => {
  let calls = 0;
  let due = 0;
  await withRun(
    {
      async planWarmupDay() {
        due = now() + 2 * hourMs;
        return answer(roundIn('early', hourMs));
      },
      async runWarmupRound({ roundId }) {
        calls += 1;
        return answer(now() < due ? roundIn(roundId, due - now()) : { do: 'end' });
      },
    },
    async (handle) => {
      await handle.result();
      expect(calls).toBe(2);
      expect(
        (await handle.fetchHistory()).events?.filter((event) => event.timerFiredEventAttributes),
      ).toHaveLength(2);
    },
  );
});

test('ends at a stop, also when it comes in the middle of a round', async () => {
  const release = Promise.withResolvers<void>();
  const inRound = Promise.withResolvers<void>();
  let plans = 0;
  await withRun(
    {
      async planWarmupDay() {
        plans += 1;
        return answer(roundIn('long', hourMs));
      },
      async runWarmupRound() {
        inRound.resolve();
        await release.promise;
        return answer(planIn(dayMs));
      },
    },
    async (handle) => {
      const result = handle.result();
      await inRound.promise;
      await handle.signal(stopSignal);
      release.resolve();
      await result;
      expect(plans).toBe(1);
    },
  );
});

test('costs 11 events a round, and writes search attributes once while nothing but the time changes', async () => {
  let rounds = 0;
  await withRun(
    {
      async planWarmupDay() {
        return answer(roundIn('1', hourMs), { plannedDay: true });
      },
      async runWarmupRound() {
        rounds += 1;
        return answer(rounds === 10 ? { do: 'end' } : roundIn(String(rounds + 1), hourMs));
      },
    },
    async (handle) => {
      await handle.result();
      const { events = [] } = await handle.fetchHistory();
      const scheduled =
        events?.flatMap((event, index) => (event.timerStartedEventAttributes ? [index] : [])) ?? [];
      const perRound = scheduled.slice(1).map((index, position) => index - (scheduled[position] ?? 0));
      expect(new Set(perRound)).toEqual(new Set([11]));
      expect(events?.filter((event) => event.upsertWorkflowSearchAttributesEventAttributes)).toHaveLength(1);
    },
  );
});

test('keeps waiting for the database: an activity that fails is tried again, and the run shows nothing but a code', async () => {
  let attempts = 0;
  await withRun(
    {
      async planWarmupDay() {
        attempts += 1;
        if (attempts < 4) throw new Error('database-unavailable');
        return answer({ do: 'end' });
      },
      async runWarmupRound() {
        return answer({ do: 'end' });
      },
    },
    async (handle) => {
      await handle.result();
      expect(attempts).toBe(4);
    },
  );
});

test('records an outcome that the database could not take before anything else, woken or not', async () => {
  const unrecorded = {
    sendId: 'send',
    attempt: 1,
    outcome: { kind: 'unknown', phase: 'final-reply' },
  } as const;
  const asked: string[] = [];
  const release = Promise.withResolvers<void>();
  const inRound = Promise.withResolvers<void>();
  await withRun(
    {
      async planWarmupDay() {
        asked.push('plan');
        return answer(asked.length === 1 ? roundIn('one', hourMs) : { do: 'end' });
      },
      async runWarmupRound() {
        inRound.resolve();
        await release.promise;
        return answer({ do: 'record', unrecorded });
      },
      async recordOutcome(input) {
        asked.push(`record ${input.unrecorded.sendId}`);
        return answer(planIn(dayMs));
      },
    },
    async (handle) => {
      const result = handle.result();
      await inRound.promise;
      await handle.signal(changedSignal);
      release.resolve();
      await result;
      expect(asked).toEqual(['plan', 'record send', 'plan']);
    },
  );
});
