/**
 * Everything that can happen to the stored mail, as data. The store changes only by applying these, whether they come from
 * a client just now or from the journal after a restart, so both always end in the same state.
 */
import type { FaultRule } from './fault-rules.ts';

/** Where a raw message lies in the file of raw messages. Copies of a message share one place. */
export interface RawPlace {
  position: number;
  length: number;
}

export interface MailboxOptions {
  /** The server files submitted mail into Sent by itself, as Gmail does. Default: the client has to. */
  filesSentMail: boolean;
}

export type SpecialUse = '\\Sent' | '\\Drafts' | '\\Junk' | '\\Trash' | '\\Archive' | '\\All' | '\\Flagged';

/** A message that will be delivered at a time still to come (`due`, wall clock, ms). */
export interface PendingDelivery {
  id: string;
  due: number;
  to: string;
  folder: string;
  raw: RawPlace;
  messageId: string | undefined;
  flags: readonly string[];
  source: DeliverySource;
}

export type DeliverySource = 'smtp' | 'dsn' | 'control' | 'sent-copy';

export type Change =
  | {
      type: 'mailbox-added';
      mailbox: string;
      password: string;
      token: string | undefined;
      options: MailboxOptions;
    }
  | {
      type: 'mailbox-changed';
      mailbox: string;
      password: string;
      token: string | undefined;
      options: MailboxOptions;
    }
  | { type: 'mailbox-removed'; mailbox: string }
  | {
      type: 'folder-created';
      mailbox: string;
      folder: string;
      specialUse: SpecialUse | undefined;
      uidValidity: number;
      uidNext: number;
      highestModseq: number;
      subscribed: boolean;
    }
  | { type: 'folder-renamed'; mailbox: string; folder: string; to: string }
  | { type: 'folder-deleted'; mailbox: string; folder: string }
  | { type: 'folder-subscribed'; mailbox: string; folder: string; subscribed: boolean }
  | { type: 'uid-validity-changed'; mailbox: string; folder: string; uidValidity: number }
  | {
      type: 'message-added';
      mailbox: string;
      folder: string;
      uid: number;
      modseq: number;
      raw: RawPlace;
      flags: readonly string[];
      internalDate: number;
      messageId: string | undefined;
    }
  | {
      type: 'flags-set';
      mailbox: string;
      folder: string;
      uid: number;
      modseq: number;
      flags: readonly string[];
    }
  | { type: 'messages-expunged'; mailbox: string; folder: string; uids: readonly number[]; modseq: number }
  | { type: 'delivery-pending'; delivery: PendingDelivery }
  | { type: 'delivery-settled'; id: string }
  | { type: 'fault-added'; rule: FaultRule; left: number | undefined }
  | { type: 'fault-applied'; id: string }
  | { type: 'fault-removed'; id: string };
