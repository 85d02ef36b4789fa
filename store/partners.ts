import { sql, type Selectable } from 'kysely';
import type { Tx } from './connection.ts';
import type { SendingDomain } from './database.ts';

/** A mailbox of the same tenant that may exchange warm-up mail with another, with what they did lately. */
export interface Partner {
  readonly mailboxId: string;
  readonly domainId: string;
  readonly provider: Selectable<SendingDomain>['provider'];
  readonly pairedToday: number;
  readonly lastPairedAt: Date | null;
  readonly receivedToday: number;
}

/** Longer than any rest between two mailboxes (policy, `pairing.restDays`), so that a history of years costs nothing. */
const rememberedMs = 15 * 86_400_000;

/**
 * Everyone in the tenant that `mailboxId` could write to: being warmed or warm, neither paused nor retired, with fewer
 * login faults in a row than `loginFaultsBelow`. `dayStart` bounds what counts as today; exchanges of more than 15 days
 * ago are forgotten. Which of them it should write to is policy's to say.
 */
export async function partnersOf(
  tx: Tx,
  mailboxId: string,
  { dayStart, loginFaultsBelow }: { readonly dayStart: Date; readonly loginFaultsBelow: number },
): Promise<Partner[]> {
  const rows = await tx
    .selectFrom('mailbox')
    .innerJoin('warmup', 'warmup.mailboxId', 'mailbox.id')
    .innerJoin('sendingDomain', 'sendingDomain.id', 'mailbox.domainId')
    .leftJoin('send', (join) =>
      join
        .onRef('send.partnerMailboxId', '=', 'mailbox.id')
        .on('send.kind', '=', 'warmup')
        .on('send.slotAt', '>=', new Date(dayStart.getTime() - rememberedMs))
        .on('send.state', 'not in', ['cancelled', 'rejected']),
    )
    .where('mailbox.id', '!=', mailboxId)
    .where('warmup.stage', 'in', ['warming', 'ready'])
    .where('mailbox.pausedAt', 'is', null)
    .where('mailbox.retiredAt', 'is', null)
    .where('mailbox.loginFaults', '<', loginFaultsBelow)
    .where('sendingDomain.pausedAt', 'is', null)
    .where('sendingDomain.retiredAt', 'is', null)
    .groupBy(['mailbox.id', 'sendingDomain.id'])
    .orderBy('mailbox.id')
    .select([
      'mailbox.id as mailboxId',
      'sendingDomain.id as domainId',
      'sendingDomain.provider',
      sql<number>`count(*) filter (where send.mailbox_id = ${mailboxId} and send.slot_at >= ${dayStart})`.as(
        'pairedToday',
      ),
      sql<Date | null>`max(send.slot_at) filter (where send.mailbox_id = ${mailboxId})`.as('lastPairedAt'),
      sql<number>`count(*) filter (where send.slot_at >= ${dayStart})`.as('receivedToday'),
    ])
    .execute();
  return rows;
}

/** Where the mails of one mailbox were found at one recipient provider. */
export interface PlacementCount {
  readonly provider: Selectable<SendingDomain>['provider'];
  readonly inbox: number;
  readonly junk: number;
  readonly missing: number;
}

/** Placements of what `mailboxId` sent, observed since `since`, by recipient provider. */
export async function placementsOf(tx: Tx, mailboxId: string, since: Date): Promise<PlacementCount[]> {
  return tx
    .selectFrom('send')
    .where('mailboxId', '=', mailboxId)
    .where('placedAt', '>=', since)
    .groupBy('recipientProvider')
    .select([
      'recipientProvider as provider',
      sql<number>`count(*) filter (where placement = 'inbox')`.as('inbox'),
      sql<number>`count(*) filter (where placement = 'junk')`.as('junk'),
      sql<number>`count(*) filter (where placement = 'missing')`.as('missing'),
    ])
    .execute();
}
