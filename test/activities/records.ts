import type { Selectable } from 'kysely';
import type { Mailbox, MailboxDay, Send, Warmup, WarmupRound } from '../../store/database.ts';
import type { ActivityWorld, TestMailbox } from './world.ts';

/** What the database has of a world, for a test to look at. */
export interface Records {
  /** What a mailbox has sent, or is to, oldest first; with `to` only that to one partner. */
  sends(from: TestMailbox, to?: TestMailbox): Promise<Selectable<Send>[]>;
  send(sendId: string): Promise<Selectable<Send>>;
  rounds(mailbox: TestMailbox): Promise<Selectable<WarmupRound>[]>;
  days(mailbox: TestMailbox): Promise<Selectable<MailboxDay>[]>;
  mailbox(mailbox: TestMailbox): Promise<Selectable<Mailbox>>;
  warmup(mailbox: TestMailbox): Promise<Selectable<Warmup>>;
}

export function recordsOf({ tx }: Pick<ActivityWorld, 'tx'>): Records {
  return {
    sends: (from, to) =>
      tx((tx) =>
        tx
          .selectFrom('send')
          .selectAll()
          .where('mailboxId', '=', from.id)
          .$if(to !== undefined, (query) => query.where('partnerMailboxId', '=', to?.id ?? ''))
          .orderBy('createdAt')
          .orderBy('id')
          .execute(),
      ),
    send: (sendId) =>
      tx((tx) => tx.selectFrom('send').selectAll().where('id', '=', sendId).executeTakeFirstOrThrow()),
    rounds: ({ id }) =>
      tx((tx) =>
        tx.selectFrom('warmupRound').selectAll().where('mailboxId', '=', id).orderBy('dueAt').execute(),
      ),
    days: ({ id }) =>
      tx((tx) =>
        tx.selectFrom('mailboxDay').selectAll().where('mailboxId', '=', id).orderBy('date').execute(),
      ),
    mailbox: ({ id }) =>
      tx((tx) => tx.selectFrom('mailbox').selectAll().where('id', '=', id).executeTakeFirstOrThrow()),
    warmup: ({ id }) =>
      tx((tx) => tx.selectFrom('warmup').selectAll().where('mailboxId', '=', id).executeTakeFirstOrThrow()),
  };
}

export type Standing = Pick<Selectable<MailboxDay>, 'date' | 'day' | 'phase' | 'phaseDay' | 'level'>;

/** Puts a mailbox where it would be had it worked its plan up to `date`: so that a test needn't play weeks before. */
export async function standAt(world: ActivityWorld, mailbox: TestMailbox, at: Standing): Promise<void> {
  await world.tx(async (tx) => {
    await tx
      .insertInto('mailboxDay')
      .values({
        ...at,
        tenantId: world.tenantId,
        mailboxId: mailbox.id,
        coldLevel: 0,
        wanted: at.level,
        planned: at.level,
        pairLimit: 1,
        coldAllowed: 0,
        band: 'good',
        sentences: [],
        sent: at.level,
        worked: true,
        settledAt: world.clock.now(),
        endsAt: world.clock.now(),
      })
      .execute();
    await tx
      .updateTable('warmup')
      .set({ day: at.day, phase: at.phase })
      .where('mailboxId', '=', mailbox.id)
      .execute();
  });
}
