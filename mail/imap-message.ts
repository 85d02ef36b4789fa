import type { FetchMessageObject } from 'imapflow';
import parseAddresses from 'nodemailer/lib/addressparser';
import { messageIds, parseHeaders } from './headers.ts';

/** What is read of a message before anybody decides to fetch all of it. */
export interface MessageSummary {
  uid: number;
  /** With its angle brackets, as all message ids here; null where the message has none. */
  messageId: string | null;
  inReplyTo: string | null;
  /** Oldest first, RFC 5322 section 3.6.4. */
  references: string[];
  /** Address of the first author. */
  from: string | null;
  /** When the server received it (INTERNALDATE), which the sender can't forge. */
  date: Date;
  /** The chosen headers: lower-case name to its first value, unfolded, not decoded. */
  headers: ReadonlyMap<string, string>;
  /** Whether it is a `multipart/report` (RFC 6522): a delivery status notification or an abuse report. */
  isReport: boolean;
  sizeBytes: number;
}

/** What the inbox rules look at: threads, reports, automatic answers (RFC 3834), the receiver's own verdict. */
export const summaryHeaders = [
  'Message-ID',
  'In-Reply-To',
  'References',
  'From',
  'To',
  'Subject',
  'Content-Type',
  'Return-Path',
  'Auto-Submitted',
  'Precedence',
  'X-Autoreply',
  'X-Auto-Response-Suppress',
  'X-Failed-Recipients',
  'Authentication-Results',
] as const;

/** Reads the summary from one FETCH answer. */
export function summarise(message: FetchMessageObject): MessageSummary {
  const headers = parseHeaders(message.headers ?? Buffer.alloc(0));
  return {
    uid: message.uid,
    messageId: messageIds(headers.get('message-id'))[0] ?? null,
    inReplyTo: messageIds(headers.get('in-reply-to'))[0] ?? null,
    references: messageIds(headers.get('references')),
    from: parseAddresses(headers.get('from') ?? '', { flatten: true })[0]?.address || null,
    date: new Date(message.internalDate ?? 0),
    headers,
    isReport: /^\s*multipart\/report\b/i.test(headers.get('content-type') ?? ''),
    sizeBytes: message.size ?? 0,
  };
}
