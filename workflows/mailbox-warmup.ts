import {
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  log,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import { defineSearchAttributeKey, type SearchAttributePair } from '@temporalio/common';
import type { WarmupActivities, WarmupAnswer, WarmupInput, WarmupStep } from '../activities/warmup-answer.ts';

/** The mailbox, its domain, its tenant or the plan has changed: ask again. Lost or doubled, it does no harm. */
export const changedSignal = defineSignal('changed');
/** The mailbox was retired: end. */
export const stopSignal = defineSignal('stop');
/** What the run last heard, did and waits for. */
export const statusQuery = defineQuery<WarmupStatus>('status');

export interface WarmupStatus {
  readonly lastAnswer: WarmupAnswer | null;
  readonly stopped: boolean;
}

/** Planned days per run: keeps a run's history near 500 events (7 days x up to 7 activities x 11 events). */
const daysPerRun = 7;

const retry = { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '1m' } as const;

const { planWarmupDay, recordOutcome } = proxyActivities<WarmupActivities>({
  taskQueue: 'orchestration',
  startToCloseTimeout: '2m',
  summary: 'ask for the plan',
  retry,
});
const { runWarmupRound } = proxyActivities<WarmupActivities>({
  taskQueue: 'sending',
  startToCloseTimeout: '30m',
  heartbeatTimeout: '30s', // the worker beats while it lives: a killed one is noticed, and the round tried again
  summary: 'one round: tend, then send',
  retry,
});

const planNow: Exclude<WarmupStep, { do: 'end' }> = { do: 'plan', waitMs: 0, until: '' };

/**
 * Takes one mailbox through its warm-up and keeps it warm for the rest of its life: waits for the next round, has it
 * run, waits again. Every decision is the activities'; this run only keeps the time. Continues as new weekly.
 */
export async function mailboxWarmup(input: WarmupInput): Promise<void> {
  let woken = false;
  let stopped = false;
  let lastAnswer: WarmupAnswer | null = null;
  setHandler(changedSignal, () => {
    woken = true;
  });
  setHandler(stopSignal, () => {
    stopped = true;
  });
  setHandler(statusQuery, () => ({ lastAnswer, stopped }));

  let next: WarmupStep = planNow;
  let plannedDays = 0;
  while (next.do !== 'end') {
    await wait(next, () => woken || stopped);
    if (stopped && next.do !== 'record') break;
    const step = woken && next.do === 'round' ? planNow : next;
    if (step.do !== 'record') woken = false;
    const answer: WarmupAnswer = await take(input, step);
    show(answer, lastAnswer);
    lastAnswer = answer;
    next = answer.next;
    if (answer.plannedDay) plannedDays += 1;
    if (plannedDays >= daysPerRun && !stopped && next.do !== 'record')
      await continueAsNew<typeof mailboxWarmup>(input);
  }
  if (stopped) upsertSearchAttributes([{ key: stageKey, value: 'stopped' }]);
  setCurrentDetails(stopped ? 'Ended: the mailbox was retired.' : (lastAnswer?.sentence ?? ''));
  log.info('warm-up ended', { stopped });
}

async function take(input: WarmupInput, step: Exclude<WarmupStep, { do: 'end' }>): Promise<WarmupAnswer> {
  switch (step.do) {
    case 'plan':
      return planWarmupDay(input);
    case 'round':
      return runWarmupRound({ ...input, roundId: step.roundId });
    case 'record':
      return recordOutcome({ ...input, unrecorded: step.unrecorded });
  }
}

/** Sleeps until the step is due or the run is woken. A wait of 0 is never a timer: that would only cost events. */
async function wait(step: Exclude<WarmupStep, { do: 'end' }>, isWoken: () => boolean): Promise<void> {
  if (step.do === 'record' || step.waitMs <= 0) return;
  const purpose = step.do === 'round' ? 'next round' : 'next look at the plan';
  await condition(isWoken, step.waitMs, { summary: `${purpose}, ${step.until}` });
}

const stageKey = defineSearchAttributeKey('Stage', 'KEYWORD');
const healthKey = defineSearchAttributeKey('Health', 'KEYWORD');
const nextActionKey = defineSearchAttributeKey('NextActionAt', 'DATETIME');

/** Puts the answer before operators. Search attributes are written only on a change: each write is a billed action. */
function show(answer: WarmupAnswer, before: WarmupAnswer | null): void {
  setCurrentDetails(
    [
      `**${answer.stage}**, day ${answer.day}, health ${answer.health}`,
      '',
      `- Did: ${answer.did}`,
      `- Now: ${answer.sentence}`,
    ].join('\n'),
  );
  if (answer.stage === before?.stage && answer.health === before.health) return;
  const attributes: SearchAttributePair[] = [
    { key: stageKey, value: answer.stage },
    { key: healthKey, value: answer.health },
  ];
  if ('until' in answer.next) attributes.push({ key: nextActionKey, value: new Date(answer.next.until) });
  upsertSearchAttributes(attributes);
}
