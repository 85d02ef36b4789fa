import type { Selectable } from 'kysely';
import { composeMessage } from '../../mail/compose.ts';
import { warmupHeader } from '../../mail/warmup-header.ts';
import { SamovarError } from '../../policy/errors.ts';
import { answerMessage, answerSubject, firstMessage } from '../../policy/warmup-text/conversation.ts';
import { plotNames, type PlotName } from '../../policy/warmup-text/plot.ts';
import type { Tx } from '../../store/connection.ts';
import type { Mailbox, Send } from '../../store/database.ts';
import type { WarmupContext } from '../../store/warmups.ts';
import type { Dependencies } from '../dependencies.ts';

export interface ComposedMail {
  readonly sendId: string;
  readonly messageId: string;
  /** The header fields that are not the composer's own. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly subject: string;
  readonly text: string;
  readonly raw: Buffer;
  readonly envelope: { readonly from: string; readonly to: string };
}

type Correspondent = Pick<Selectable<Mailbox>, 'address' | 'senderName'>;

/**
 * The message of one warm-up row. Composed anew at each attempt from the row's ids alone, and the same each time: texts
 * are drawn from the thread's id, so no body needs to be kept.
 */
export async function composeWarmupMail(
  { store, keyring }: Dependencies,
  { mailbox }: WarmupContext,
  row: Selectable<Send>,
): Promise<ComposedMail> {
  const { partner, thread } = await store.forTenant(mailbox.tenantId, (tx) => correspondence(tx, row));
  const request = {
    language: thread.language,
    seed: row.threadId,
    senderName: firstName(mailbox.senderName),
    partnerName: firstName(partner.senderName),
  };
  const opening = firstMessage(request);
  const { subject, text } =
    row.depth === 0
      ? opening
      : {
          subject: answerSubject(opening.subject),
          text: answerMessage({ ...request, plot: plotNamed(row.plot), depth: row.depth }).text,
        };
  const header = warmupHeader(row.id, keyring.messageKey());
  const { raw, envelope } = await composeMessage({
    from: { name: mailbox.senderName, address: mailbox.address },
    to: { name: partner.senderName, address: partner.address },
    subject,
    text,
    messageId: row.messageId,
    ...(thread.answeredMessageId ? { inReplyTo: thread.answeredMessageId } : {}),
    references: thread.references,
    date: row.slotAt,
    extraHeaders: { [header.name]: header.value },
  });
  return { sendId: row.id, messageId: row.messageId, headers: [header], subject, text, raw, envelope };
}

interface Correspondence {
  readonly partner: Correspondent;
  readonly thread: {
    readonly language: Selectable<Mailbox>['language'];
    readonly answeredMessageId: string | null;
    readonly references: string[];
  };
}

async function correspondence(tx: Tx, row: Selectable<Send>): Promise<Correspondence> {
  const partner = await tx
    .selectFrom('mailbox')
    .select(['address', 'senderName'])
    .where('id', '=', row.partnerMailboxId)
    .executeTakeFirstOrThrow();
  const earlier = await tx
    .selectFrom('send')
    .innerJoin('mailbox', 'mailbox.id', 'send.mailboxId')
    .select(['send.id', 'send.messageId', 'send.wireMessageId', 'send.depth', 'mailbox.language'])
    .where('send.threadId', '=', row.threadId)
    .where('send.depth', '<', row.depth)
    .orderBy('send.depth')
    .execute();
  const opener = await tx
    .selectFrom('mailbox')
    .select('language')
    .where('id', '=', row.mailboxId)
    .executeTakeFirstOrThrow();
  const references = earlier.map((send) => send.wireMessageId ?? send.messageId);
  return {
    partner,
    thread: {
      language: earlier[0]?.language ?? opener.language,
      answeredMessageId: references.at(-1) ?? null,
      references,
    },
  };
}

/** How colleagues greet and sign: with the first of the sender's names. */
function firstName(senderName: string): string {
  return senderName.trim().split(/\s+/)[0] ?? '';
}

function plotNamed(name: string): PlotName {
  const plot = plotNames.find((one) => one === name);
  if (!plot)
    throw new SamovarError('internal', 'A send plays a conversation that this release does not know.');
  return plot;
}
