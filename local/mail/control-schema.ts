/** What the control API takes and gives. Requests are checked by these schemas; answers are these types. */
import { z } from 'zod';
import type { MailboxOptions, SpecialUse } from './changes.ts';
import { eventNames } from './mail-event.ts';
import { folderNamePattern } from './mailbox.ts';
import type { FaultRule } from './fault-rules.ts';
import type { Ports } from './ports.ts';

const address = z.email().toLowerCase();
const folder = z.string().regex(folderNamePattern, 'is no folder name');
const options = z.strictObject({
  /** The server files submitted mail into Sent by itself, as Gmail does. */
  filesSentMail: z.boolean().optional(),
});

export const newMailbox = z.strictObject({
  address,
  password: z.string().min(1),
  /** Bearer token for XOAUTH2. */
  token: z.string().min(1).optional(),
  options: options.optional(),
});
export type NewMailbox = z.input<typeof newMailbox>;

export const mailboxChange = z.strictObject({
  password: z.string().min(1).optional(),
  /** null takes the token away. */
  token: z.string().min(1).nullable().optional(),
  options: options.optional(),
});
export type MailboxChange = z.input<typeof mailboxChange>;

export const rawDelivery = z.strictObject({
  folder: folder.default('INBOX'),
  /** The message in base64. */
  raw: z.base64(),
  /** System flags such as \\Seen, and keywords such as $NotJunk. */
  flags: z.array(z.string().regex(/^\\?[\w$.-]+$/, 'is no flag')).default([]),
});

export const folderRequest = z.strictObject({ folder: folder.default('INBOX') });

export const messageQuery = z.strictObject({
  folder: folder.default('INBOX'),
  /** Only messages with higher UIDs. */
  after: z.coerce.number().int().min(0).default(0),
});

export const logQuery = z.strictObject({
  after: z.coerce.number().int().min(0).default(0),
  event: z.enum(eventNames).optional(),
  messageId: z.string().optional(),
  address: z.string().toLowerCase().optional(),
  /** Wait this long for a first matching entry. */
  waitMs: z.coerce.number().int().min(0).max(60_000).default(0),
});

export interface ServerStatus {
  ports: Ports;
  /** The certificate that clients trust, PEM, and its file (none in memory). */
  ca: string;
  caPath: string | undefined;
  processId: number;
  mailboxes: number;
  imapSessions: number;
}

export interface MailboxInfo {
  address: string;
  options: MailboxOptions;
  folders: FolderInfo[];
}

export interface FolderInfo {
  path: string;
  specialUse: SpecialUse | undefined;
  messages: number;
  uidValidity: number;
  uidNext: number;
}

export interface FolderMessages {
  folder: string;
  uidValidity: number;
  messages: MessageInfo[];
}

export interface MessageInfo {
  uid: number;
  flags: string[];
  messageId: string | undefined;
  /** First value of each header field, names in lower case, unfolded, as on the wire. */
  headers: Record<string, string>;
  /** The message in base64. */
  raw: string;
}

export interface DeliveredMessage {
  folder: string;
  uid: number;
  uidValidity: number;
}

export interface FaultInfo {
  rule: FaultRule;
  /** How often it may still apply; undefined: for ever. */
  left: number | undefined;
}

export interface ControlProblem {
  /** One sentence. */
  error: string;
  /** What is wrong, field by field. */
  problems?: { field: string; problem: string }[];
}
