import type { Selectable } from 'kysely';
import { v7 as uuid } from 'uuid';
import { messageIdFor } from '../../mail/message-id.ts';
import { choosePartners } from '../../policy/warmup/pairing.ts';
import type { Policy } from '../../policy/schema.ts';
import { warmupRoom } from '../../policy/warmup/room.ts';
import { firstMessage } from '../../policy/warmup-text/conversation.ts';
import type { Tx } from '../../store/connection.ts';
import type { MailboxDay, Send, WarmupRound } from '../../store/database.ts';
import type { Keyring } from '../../store/keys.ts';
import { partnersOf } from '../../store/partners.ts';
import { bucketsFor, lockBudgets } from '../../store/budgets.ts';
import { cancelSend, reserveSend, sendsOfMailbox } from '../../store/sends.ts';
import { answersDue } from '../../store/tending.ts';
import { missedRoundIds } from '../../store/warmup-rounds.ts';
import type { WarmupContext } from '../../store/warmups.ts';
import { dayStart } from './local-day.ts';

/** Answers that one round may give: a person doesn't answer thirty mails in one sitting. */
const answersPerRound = 10;

export interface RoundContext extends WarmupContext {
  readonly round: Selectable<WarmupRound>;
  readonly day: Selectable<MailboxDay>;
  /** When somebody last ended a pause; null when nobody ever did. */
  readonly resumedAt: Date | null;
}

/**
 * Writes the rows of what this round is to send: answers that are due, then the round's share to partners. Called
 * again after a death, it finds the rows that are there (unique by answered mail, and by round and index).
 */
export async function reserveShare(
  tx: Tx,
  context: RoundContext,
  policy: Policy,
  keyring: Keyring,
  now: Date,
): Promise<void> {
  const { mailbox, domain } = context;
  await lockBudgets(tx, { mailboxId: mailbox.id, domainId: domain.id });
  const room = await roomIn(tx, context, policy, now);
  const answers = await reserveAnswers(tx, context, keyring, now, Math.min(room, answersPerRound));
  await reserveFirstMails(tx, context, policy, keyring, now, room - answers);
}

/**
 * Gives up what was reserved and not sent, since nothing is caught up: all of an earlier day, and the first mails of
 * today's rounds that were missed or cut short by a pause. An answer of today goes out with the next round.
 */
export async function cancelStale(
  tx: Tx,
  { mailbox, round, resumedAt }: RoundContext,
  now: Date,
): Promise<void> {
  const today = dayStart(round.date, mailbox.timeZone);
  const missed = await missedRoundIds(tx, mailbox.id, round.date);
  for (const { id, kind, roundId, slotAt } of await sendsOfMailbox(tx, mailbox.id, 'reserved', now)) {
    const isGivenUp = missed.has(roundId ?? '') || (resumedAt !== null && slotAt < resumedAt);
    if (slotAt < today) await cancelSend(tx, { sendId: id, reason: 'day-over', now });
    else if (kind === 'warmup' && isGivenUp)
      await cancelSend(tx, { sendId: id, reason: 'round-missed', now });
  }
}

async function roomIn(tx: Tx, { mailbox, domain }: RoundContext, policy: Policy, now: Date): Promise<number> {
  const since = new Date(now.getTime() - 25 * 3_600_000);
  const mailboxScopes = [
    { scope: 'mailbox', scopeId: mailbox.id },
    { scope: 'people', scopeId: mailbox.id },
  ] as const;
  const mailboxHours = await bucketsFor(tx, mailboxScopes, since);
  const domainHours = await bucketsFor(tx, [{ scope: 'warmup-domain', scopeId: domain.id }], since);
  return warmupRoom({ at: now, mailboxHours, domainHours }, policy);
}

async function reserveAnswers(
  tx: Tx,
  context: RoundContext,
  keyring: Keyring,
  now: Date,
  limit: number,
): Promise<number> {
  const due = limit === 0 ? [] : await answersDue(tx, context.mailbox.id, now, limit);
  for (const mail of due) {
    await reserve(tx, context, keyring, {
      kind: 'warmup-answer',
      partnerMailboxId: mail.mailboxId,
      recipientProvider: await providerOf(tx, mail.mailboxId),
      roundId: context.round.id,
      roundIndex: null,
      answeredSendId: mail.id,
      threadId: mail.threadId,
      depth: mail.depth + 1,
      plot: mail.plot,
      slotAt: now,
      createdAt: now,
    });
  }
  return due.length;
}

async function reserveFirstMails(
  tx: Tx,
  context: RoundContext,
  policy: Policy,
  keyring: Keyring,
  now: Date,
  limit: number,
): Promise<void> {
  const { mailbox, domain, tenant, round, day } = context;
  const reserved = await tx
    .selectFrom('send')
    .select('roundIndex')
    .where('roundId', '=', round.id)
    .where('kind', '=', 'warmup')
    .execute();
  const open = Array.from({ length: round.share }, (_, index) => index)
    .filter((index) => !reserved.some(({ roundIndex }) => roundIndex === index))
    .slice(0, limit);
  if (open.length === 0) return;
  const partners = await partnersOf(tx, mailbox.id, {
    dayStart: dayStart(round.date, mailbox.timeZone),
    loginFaultsBelow: policy.login.faultsToIsolate,
  });
  const tenantId = tenant.id;
  const chosen = choosePartners(
    {
      mailbox: { mailboxId: mailbox.id, domainId: domain.id, tenantId, provider: domain.provider },
      count: open.length,
      candidates: partners.map((partner) => ({ ...partner, tenantId })),
      now,
      pairLimitPerDay: day.pairLimit,
      allowSameDomain: tenant.allowSameDomainWarmup,
      seed: round.id,
    },
    policy,
  );
  for (const [position, partnerMailboxId] of chosen.entries()) {
    const partner = partners.find(({ mailboxId }) => mailboxId === partnerMailboxId);
    const roundIndex = open[position];
    if (!partner || roundIndex === undefined) continue;
    await reserve(tx, context, keyring, {
      kind: 'warmup',
      partnerMailboxId,
      recipientProvider: partner.provider,
      roundId: round.id,
      roundIndex,
      answeredSendId: null,
      threadId: null,
      depth: 0,
      plot: null,
      slotAt: now,
      createdAt: now,
    });
  }
}

type Reservation = Pick<
  Selectable<Send>,
  | 'kind'
  | 'partnerMailboxId'
  | 'recipientProvider'
  | 'roundId'
  | 'roundIndex'
  | 'answeredSendId'
  | 'depth'
  | 'slotAt'
  | 'createdAt'
> & {
  /** Null for the first mail of a thread, which makes the thread and draws its plot. */
  readonly threadId: string | null;
  readonly plot: string | null;
};

async function reserve(
  tx: Tx,
  { mailbox, domain }: RoundContext,
  keyring: Keyring,
  row: Reservation,
): Promise<void> {
  const id = uuid();
  const opening = { language: mailbox.language, seed: id, senderName: '', partnerName: '' };
  await reserveSend(tx, {
    ...row,
    id,
    plot: row.plot ?? firstMessage(opening).plot,
    tenantId: mailbox.tenantId,
    mailboxId: mailbox.id,
    domainId: domain.id,
    threadId: row.threadId ?? id,
    messageId: messageIdFor(id, domain.name, keyring.messageKey()),
  });
}

async function providerOf(tx: Tx, mailboxId: string): Promise<Selectable<Send>['recipientProvider']> {
  const { provider } = await tx
    .selectFrom('mailbox')
    .innerJoin('sendingDomain', 'sendingDomain.id', 'mailbox.domainId')
    .select('sendingDomain.provider')
    .where('mailbox.id', '=', mailboxId)
    .executeTakeFirstOrThrow();
  return provider;
}
