import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore, type Store } from '../../store/connection.ts';
import { releaseExpired, settleUnknown, type LedgerOutcome } from '../../store/sends.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { ledgerOf, type Ledger } from './ledger.ts';
import { accepted, greylisted, noAnswer, unknownUser, unreachable } from './outcomes.ts';
import { endLease } from './transactions.ts';
import { createWorld, noon, type World } from './world.ts';

/** What the server does with a message that is handed over: the truth, of which an attempt may hear nothing. */
const answers = [
  'accepts',
  'accepts, answer lost',
  'loses it',
  'refuses for now',
  'refuses for good',
] as const;
type Answer = (typeof answers)[number];

const steps = [
  'begin',
  'hand over',
  'record',
  'die',
  'sweep',
  'find in mailbox',
  'hang up before handing over',
  'cancel',
] as const;

interface Move {
  readonly step: (typeof steps)[number];
  /** Which of the attempts that have begun acts: 0 is the newest. */
  readonly age: number;
}

/** Beginning and handing over come often, so that most plays get as far as a second attempt could. */
const step = fc.oneof(
  { weight: 3, arbitrary: fc.constant('begin' as const) },
  { weight: 4, arbitrary: fc.constant('hand over' as const) },
  { weight: 5, arbitrary: fc.constantFrom(...steps) },
);
const moves = fc.array(fc.record({ step, age: fc.nat({ max: 1 }) }), { minLength: 10, maxLength: 30 });
const truths = fc.infiniteStream(fc.constantFrom(...answers));

let database: TestDatabase;
let store: Store;

beforeAll(async () => {
  database = await createTestDatabase();
  store = openStore(database);
});

afterAll(async () => {
  await store.close();
  await database.drop();
});

test('no order of deaths, delays, repeats and evidence has a message accepted twice, or miscounted', async () => {
  await fc.assert(
    fc.asyncProperty(moves, truths, async (moves, truths) => {
      const world = await createWorld(store);
      const play = new Play(world, await world.reserve(), truths);
      for (const move of moves) {
        await play.move(move);
        expect(play.timesAccepted()).toBeLessThanOrEqual(1);
        expect(await play.ledger.places()).toEqual(await play.expectedPlaces());
      }
    }),
    { numRuns: 40, endOnFailure: true },
  );
});

interface Attempt {
  readonly number: number;
  readonly answer: Answer;
  handedOver: boolean;
  hungUp: boolean;
}

/** One send, its attempts, and what really became of its messages. */
class Play {
  readonly ledger: Ledger;
  readonly #world: World;
  readonly #sendId: string;
  readonly #truths: Iterator<Answer>;
  readonly #attempts: Attempt[] = [];

  constructor(world: World, sendId: string, truths: Iterator<Answer>) {
    this.ledger = ledgerOf(world);
    this.#world = world;
    this.#sendId = sendId;
    this.#truths = truths;
  }

  timesAccepted(): number {
    return this.#attempts.filter(({ handedOver, answer }) => handedOver && answer.startsWith('accepts'))
      .length;
  }

  async expectedPlaces(): Promise<{ reserved: number; used: number }> {
    const { state } = await this.ledger.stateOf(this.#sendId);
    const isFree = state === 'rejected' || state === 'cancelled';
    return { reserved: state === 'reserved' ? 1 : 0, used: state === 'reserved' || isFree ? 0 : 1 };
  }

  async move({ step, age }: Move): Promise<void> {
    const attempt = this.#attempts.at(-1 - age);
    switch (step) {
      case 'begin': {
        const begun = await this.ledger.begin(this.#sendId);
        if (begun.kind !== 'begun') return;
        const answer: Answer = this.#truths.next().value as Answer;
        this.#attempts.push({ number: begun.attempt, answer, handedOver: false, hungUp: false });
        return;
      }
      case 'hand over':
        if (!attempt || attempt.handedOver || attempt.hungUp) return;
        attempt.handedOver = await this.ledger.handOver(this.#sendId, attempt.number);
        return;
      case 'hang up before handing over':
        if (attempt && !attempt.handedOver) attempt.hungUp = true;
        return;
      case 'record': {
        const outcome = attempt && heard(attempt);
        if (outcome) await this.ledger.record(this.#sendId, attempt.number, outcome);
        return;
      }
      case 'die':
        return endLease(this.#world, this.#sendId);
      case 'sweep':
        await this.#world.tx((tx) => releaseExpired(tx, this.#world.mailboxId, noon));
        return;
      case 'find in mailbox':
        if (this.timesAccepted() === 0) return;
        await this.#world.tx((tx) =>
          settleUnknown(tx, { sendId: this.#sendId, as: 'accepted', evidence: 'partner-mailbox', now: noon }),
        );
        return;
      case 'cancel':
        await this.ledger.cancel(this.#sendId);
        return;
    }
  }
}

/** What an attempt has to tell of its message; nothing while it is at it. */
function heard({ handedOver, hungUp, answer }: Attempt): LedgerOutcome | null {
  if (!handedOver) return hungUp ? unreachable : null;
  switch (answer) {
    case 'accepts':
      return accepted;
    case 'accepts, answer lost':
    case 'loses it':
      return noAnswer;
    case 'refuses for now':
      return greylisted;
    case 'refuses for good':
      return unknownUser;
  }
}
