import { openId, sealId } from './opaque-id.ts';

/**
 * The Message-ID of a send, with angle brackets (RFC 5322 section 3.6.4). It is derived from the send's id, so it is the
 * same at every attempt, and is recognised wherever it turns up: in a thread, a report, a Sent folder.
 *
 * @param key a kept key; ids written with it are recognised only with it
 */
export function messageIdFor(sendId: string, domain: string, key: Buffer): string {
  return `<${sealId(sendId, key, 'message-id')}@${domain}>`;
}

/** The send that a Message-ID of ours belongs to; null for one that isn't ours, or was written with another key. */
export function sendIdFrom(messageId: string, key: Buffer): string | null {
  const local = /^\s*<?([^<>@\s]+)@[^<>@\s]+>?\s*$/.exec(messageId)?.[1];
  return local === undefined ? null : openId(local, key, 'message-id');
}
