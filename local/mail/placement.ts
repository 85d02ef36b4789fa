/** Where the copies of an accepted message go: one per recipient, and reports to the sender (stage `place` of the faults). */
import type { DeliverySource } from './changes.ts';
import { composeDsn } from './dsn.ts';
import type { MailEvent } from './mail-event.ts';
import type { FaultAction } from './fault-rules.ts';
import type { ChosenFault } from './faults.ts';

/** A message that a client has handed over, with its envelope. Addresses in lower case. */
export interface SubmittedMessage {
  session: string;
  user: string;
  from: string;
  to: readonly string[];
  raw: Buffer;
  messageId: string | undefined;
  clientName: string;
}

/** A message for a folder, now or after a while. */
export interface Copy {
  to: string;
  folder: string;
  raw: Buffer;
  flags: readonly string[];
  delayMs: number;
  source: DeliverySource;
}

export interface Placement {
  copies: Copy[];
  /** Why there is no copy for the recipient. */
  event?: MailEvent;
}

export interface PlacementRequest {
  message: SubmittedMessage;
  queueId: string;
  recipient: string;
  fault: ChosenFault<'place'> | undefined;
  hasMailbox: (address: string) => boolean;
  /** Wall clock, ms. */
  now: number;
}

/** The copies that one recipient's share of a message makes. */
export function placeMessage(request: PlacementRequest): Placement {
  const { message, recipient, fault, hasMailbox } = request;
  const { messageId } = message;
  const action = fault?.action;
  if (action?.kind === 'discard') {
    return { copies: [], event: { event: 'discarded', to: recipient, messageId, fault: fault?.id } };
  }
  if (action?.kind === 'dsn') {
    const report = reportTo(request, action);
    const delivered = action.action === 'delayed' && hasMailbox(recipient);
    return { copies: delivered ? [...report, inboxCopy(request, 'INBOX', action.delayMs)] : report };
  }
  if (!hasMailbox(recipient)) {
    const report = reportTo(request, noSuchUser);
    const event = { event: 'undeliverable', to: recipient, messageId, reported: report.length > 0 } as const;
    return { copies: report, event };
  }
  const folder = action?.kind === 'folder' ? action.folder : 'INBOX';
  return { copies: [inboxCopy(request, folder, action?.delayMs ?? 0)] };
}

type ReportAction = Extract<FaultAction<'place'>, { kind: 'dsn' }>;

/** What a server says of an address that it took and doesn't have. */
const noSuchUser: ReportAction = {
  kind: 'dsn',
  action: 'failed',
  status: '5.1.1',
  text: 'No such user here',
  delayMs: 0,
};

/** A report to the envelope sender; the null sender gets none (RFC 5321 section 6.1). */
function reportTo({ message, recipient, hasMailbox, now }: PlacementRequest, action: ReportAction): Copy[] {
  const { from: sender, raw: original } = message;
  if (sender === '' || !hasMailbox(sender)) return [];
  const { status, text, delayMs } = action;
  const raw = composeDsn({
    sender,
    recipient,
    original,
    action: action.action,
    status,
    text,
    now: now + delayMs,
  });
  return [{ to: sender, folder: 'INBOX', raw, flags: [], delayMs, source: 'dsn' }];
}

function inboxCopy(request: PlacementRequest, folder: string, delayMs: number): Copy {
  const raw = Buffer.concat([traceFields(request), request.message.raw]);
  return { to: request.recipient, folder, raw, flags: [], delayMs, source: 'smtp' };
}

/** What the last server adds on top (RFC 5321 section 4.4). */
function traceFields({ message, queueId, recipient, now }: PlacementRequest): Buffer {
  const date = new Date(now).toUTCString().replace('GMT', '+0000');
  const lines = [
    `Return-Path: <${message.from}>`,
    `Delivered-To: ${recipient}`,
    `Received: from ${message.clientName} by mail.local with ESMTPA id ${queueId}`,
    `\tfor <${recipient}>; ${date}`,
    '',
  ];
  return Buffer.from(lines.join('\r\n'));
}
