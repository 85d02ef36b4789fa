/** What the server tells of in its log. */
import type { DeliverySource } from './changes.ts';

export type SmtpPhase = 'connect' | 'auth' | 'mail' | 'rcpt' | 'data' | 'message';

/** One thing that happened. `session` names the connection, `fault` the rule that caused it, `messageId` has its angle brackets. */
export type MailEvent =
  | {
      event: 'accepted';
      session: string;
      user: string;
      from: string;
      to: readonly string[];
      messageId: string | undefined;
      /** Of the message as submitted, hexadecimal. */
      sha256: string;
      size: number;
    }
  | {
      event: 'refused';
      session: string;
      phase: SmtpPhase;
      code: number;
      text: string;
      user?: string | undefined;
      from?: string | undefined;
      to?: string | readonly string[] | undefined;
      messageId?: string | undefined;
      fault?: string | undefined;
    }
  /** The connection was cut by a rule at this phase. */
  | { event: 'dropped'; session: string; phase: SmtpPhase | 'imap'; user?: string | undefined; fault: string }
  /** A rule holds the answer back (`hang`), or for `delayMs`. */
  | { event: 'held'; session: string; phase: SmtpPhase | 'imap'; user?: string | undefined; fault: string }
  /** The client went away after DATA and before its final dot. Nothing was stored. */
  | { event: 'aborted'; session: string; user: string; from: string; to: readonly string[] }
  /** Accepted and delivered, but the 250 never left. */
  | { event: 'lost-answer'; session: string; user: string; messageId: string | undefined; fault: string }
  /** The message arrived in full and was thrown away without an answer. */
  | { event: 'not-accepted'; session: string; user: string; messageId: string | undefined; fault: string }
  | {
      event: 'delivered';
      to: string;
      folder: string;
      uid: number;
      uidValidity: number;
      messageId: string | undefined;
      source: DeliverySource;
    }
  | { event: 'discarded'; to: string; messageId: string | undefined; fault: string | undefined }
  /** Accepted for an address that has no mailbox (any more); a report goes back if there is whom to send it. */
  | { event: 'undeliverable'; to: string; messageId: string | undefined; reported: boolean }
  | { event: 'appended'; mailbox: string; folder: string; uid: number; messageId: string | undefined }
  | {
      event: 'moved' | 'copied';
      mailbox: string;
      from: string;
      to: string;
      messages: readonly MovedMessage[];
    }
  | {
      event: 'flagged';
      mailbox: string;
      folder: string;
      uid: number;
      messageId: string | undefined;
      added: readonly string[];
      removed: readonly string[];
    }
  | { event: 'expunged'; mailbox: string; folder: string; uids: readonly number[] }
  | { event: 'uid-validity-changed'; mailbox: string; folder: string; uidValidity: number }
  | { event: 'logged-in'; session: string; protocol: MailProtocol; user: string }
  | {
      event: 'login-failed';
      session: string;
      protocol: MailProtocol;
      user: string;
      fault?: string | undefined;
    }
  /** A connection broke in a way that nobody asked for (a failed TLS handshake, a reset). */
  | { event: 'connection-error'; protocol: MailProtocol; text: string };

export type MailProtocol = 'smtp' | 'imap';
export interface MovedMessage {
  uid: number;
  newUid: number;
  messageId: string | undefined;
}

export type EventName = MailEvent['event'];

const names: Record<EventName, true> = {
  accepted: true,
  refused: true,
  dropped: true,
  held: true,
  aborted: true,
  'lost-answer': true,
  'not-accepted': true,
  delivered: true,
  discarded: true,
  undeliverable: true,
  appended: true,
  moved: true,
  copied: true,
  flagged: true,
  expunged: true,
  'uid-validity-changed': true,
  'logged-in': true,
  'login-failed': true,
  'connection-error': true,
};
/** Every event that there is. */
export const eventNames = Object.keys(names) as [EventName, ...EventName[]];
