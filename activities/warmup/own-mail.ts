import type { Selectable } from 'kysely';
import type { MessageSummary } from '../../mail/imap-message.ts';
import { sendIdFromWarmupHeader, warmupHeaderName } from '../../mail/warmup-header.ts';
import type { Send } from '../../store/database.ts';
import type { SendMarks } from '../../store/tending.ts';

/** How the sends behind some messages are told: by Message-ID, and by our header where a provider replaced that. */
export interface OwnMail {
  /** By which the sends are to be looked up. */
  readonly marks: SendMarks;
  /** The send behind a message, among those that the look-up gave. */
  readonly sendOf: (
    message: MessageSummary,
    sends: readonly Selectable<Send>[],
  ) => Selectable<Send> | undefined;
}

/** Reads the marks of messages of one folder. `key`: the one that our headers are written with. */
export function ownMailAmong(messages: readonly MessageSummary[], key: Buffer): OwnMail {
  const headerName = warmupHeaderName(key).toLowerCase();
  const marked = new Map(
    messages.flatMap(({ uid, headers }) => {
      const sendId = sendIdFromWarmupHeader(headers.get(headerName) ?? '', key);
      return sendId === null ? [] : [[uid, sendId] as const];
    }),
  );
  const messageIds = messages.flatMap(({ messageId }) => (messageId === null ? [] : [messageId]));
  return {
    marks: { messageIds, sendIds: [...marked.values()] },
    sendOf: ({ uid, messageId }, sends) =>
      sends.find((send) => messageId !== null && [send.messageId, send.wireMessageId].includes(messageId)) ??
      sends.find(({ id }) => id === marked.get(uid)),
  };
}
