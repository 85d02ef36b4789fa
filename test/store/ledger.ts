import {
  beginSubmission,
  cancelSend,
  markHandingOver,
  readSend,
  recordOutcome,
  type Begun,
  type LedgerOutcome,
  type RecordedOutcome,
  type SendFacts,
} from '../../store/sends.ts';
import { unknownUser } from './outcomes.ts';
import { allowed, noon, type World } from './world.ts';

/** The steps of the ledger for one world, each in a transaction of its own, at noon. */
export function ledgerOf(world: World) {
  const begin = async (
    sendId: string,
    { now = noon, leaseMs = 60_000, evaluate = (_: SendFacts) => allowed } = {},
  ): Promise<Begun> => world.tx((tx) => beginSubmission(tx, { sendId, now, leaseMs, evaluate }));

  const handOver = async (sendId: string, attempt: number): Promise<boolean> =>
    world.tx((tx) => markHandingOver(tx, { sendId, attempt }));

  const record = async (sendId: string, attempt: number, outcome: LedgerOutcome): Promise<RecordedOutcome> =>
    world.tx((tx) => recordOutcome(tx, { sendId, attempt, outcome, now: noon }));

  return {
    begin,
    handOver,
    record,

    /** One attempt, as far as its outcome shows that it came. */
    async submit(sendId: string, outcome: LedgerOutcome): Promise<RecordedOutcome> {
      const begun = await begin(sendId);
      const attempt = begun.kind === 'begun' ? begun.attempt : 0;
      if (outcome.kind !== 'not-handed-over' && outcome !== unknownUser) await handOver(sendId, attempt);
      return record(sendId, attempt, outcome);
    },

    cancel: async (sendId: string) =>
      world.tx((tx) => cancelSend(tx, { sendId, reason: 'mailbox-retired', now: noon })),

    stateOf: async (sendId: string) => world.tx((tx) => readSend(tx, sendId)),

    async kindsOfEvents(sendId: string): Promise<string[]> {
      const events = await world.tx((tx) =>
        tx.selectFrom('sendEvent').select('kind').where('sendId', '=', sendId).orderBy('id').execute(),
      );
      return events.map(({ kind }) => kind);
    },

    /** The mailbox's budget, all hours together. */
    async places(): Promise<{ reserved: number; used: number }> {
      return world.tx((tx) =>
        tx
          .selectFrom('budgetHour')
          .where('scopeId', '=', world.mailboxId)
          .where('scope', '=', 'mailbox')
          .select(({ fn }) => [fn.sum<number>('reserved').as('reserved'), fn.sum<number>('used').as('used')])
          .executeTakeFirstOrThrow(),
      );
    },
  };
}

export type Ledger = ReturnType<typeof ledgerOf>;
