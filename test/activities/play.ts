import { ApplicationFailure } from '@temporalio/common';
import { createWarmupActivities } from '../../activities/warmup.ts';
import type { WarmupAnswer, WarmupStep } from '../../activities/warmup-answer.ts';
import type { ActivityWorld, TestMailbox } from './world.ts';

/** Warm-ups that run without Temporal: the same activities, asked in the same order, on a clock that jumps. */
export interface Play {
  /** Whatever the activities have answered, oldest first. */
  readonly answers: readonly WarmupAnswer[];
  /** What they have thrown; each was tried again, as Temporal does. */
  readonly failures: readonly ApplicationFailure[];
  /** Has all steps done that come before `until`, the earliest first; the clock ends there. */
  playUntil(until: Date | string): Promise<void>;
  /** Goes on until one of the mailboxes has been through this many rounds, done or missed. Gives the last answer. */
  playRounds(count: number): Promise<WarmupAnswer>;
  /** Does as the signal `changed`: has the mailbox ask for its plan now. */
  wake(mailbox: TestMailbox): Promise<WarmupAnswer>;
}

/** Failures in a row after which an activity is beyond help. */
const triesAtMost = 20;

interface Due {
  readonly mailbox: TestMailbox;
  readonly step: WarmupStep;
  readonly at: Date;
}

/** Starts the warm-ups of these mailboxes (all unless told otherwise) as their workflow would: by asking for the plan. */
export function startPlay(world: ActivityWorld, mailboxes = world.mailboxes): Play {
  const { clock } = world;
  const activities = createWarmupActivities(world.dependencies);
  const answers: WarmupAnswer[] = [];
  const failures: ApplicationFailure[] = [];
  const plan = (): WarmupStep => ({ do: 'plan', waitMs: 0, until: clock.now().toISOString() });
  const steps = new Map(mailboxes.map(({ id }) => [id, plan()]));

  const earliest = (): Due => {
    const due = mailboxes.flatMap((mailbox) => {
      const step = steps.get(mailbox.id);
      if (!step || step.do === 'end') return [];
      return [{ mailbox, step, at: 'until' in step ? new Date(step.until) : clock.now() }];
    });
    const [first] = due.sort((one, other) => one.at.getTime() - other.at.getTime());
    if (!first) throw new Error('Every warm-up has ended.');
    return first;
  };
  const take = async ({ mailbox, step, at }: Due): Promise<WarmupAnswer> => {
    if (at > clock.now()) clock.set(at);
    const input = { tenantId: world.tenantId, mailboxId: mailbox.id, domainId: mailbox.domainId };
    const answer = await untilDone(failures, () =>
      world.run(() => {
        if (step.do === 'round') return activities.runWarmupRound({ ...input, roundId: step.roundId });
        if (step.do === 'record') return activities.recordOutcome({ ...input, unrecorded: step.unrecorded });
        return activities.planWarmupDay(input);
      }),
    );
    answers.push(answer);
    steps.set(mailbox.id, answer.next);
    return answer;
  };
  return {
    answers,
    failures,
    async playUntil(until) {
      for (let due = earliest(); due.at < new Date(until); due = earliest()) await take(due);
      clock.set(until);
    },
    async playRounds(count) {
      for (let rounds = 0; ;) {
        const due = earliest();
        const answer = await take(due);
        if (due.step.do === 'round') rounds += 1;
        if (rounds === count) return answer;
      }
    },
    wake: (mailbox) => take({ mailbox, step: plan(), at: clock.now() }),
  };
}

/** Tries again after every failure that allows it, and keeps it. */
async function untilDone<T>(failures: ApplicationFailure[], activity: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await activity();
    } catch (error) {
      if (!(error instanceof ApplicationFailure) || error.nonRetryable || tries === triesAtMost) throw error;
      failures.push(error);
    }
  }
}
