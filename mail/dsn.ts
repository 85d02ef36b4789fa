import PostalMime, { type Attachment } from 'postal-mime';
import { messageIds, parseHeaders } from './headers.ts';
import { readReply } from './smtp-reply.ts';

/** RFC 3464 section 2.3.3. `delayed`: the reporting server still holds the mail, and nothing has been decided. */
export type DeliveryAction = 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded';

/** What reports of both kinds tell of the message that they are about. */
interface ReportedMessage {
  /** Message-ID with its angle brackets: of the returned message, else of what the report answers. */
  originalMessageId: string | null;
  /** Headers of the returned message, by lower-case name. */
  originalHeaders: ReadonlyMap<string, string>;
}

/** A delivery status notification (RFC 3464). Addresses and texts in it must reach no log and no workflow's history. */
export interface DeliveryReport extends ReportedMessage {
  kind: 'dsn';
  action: DeliveryAction;
  /** Enhanced status code, RFC 3463. */
  status: string | null;
  /** Reply code of the remote server, where the report quotes its reply. */
  code: number | null;
  /** What the remote server said, without the type before the semicolon. */
  diagnosticCode: string | null;
  finalRecipient: string | null;
  /** Whom the message was addressed to, before any forwarding. */
  originalRecipient: string | null;
}

/** A complaint in the abuse reporting format (RFC 5965). */
export interface AbuseReport extends ReportedMessage {
  kind: 'arf';
  /** `abuse`, `fraud`, `virus`, `not-spam`, `opt-out` or what else the reporter writes; lower case. */
  feedbackType: string;
  originalRecipient: string | null;
}

export type Report = DeliveryReport | AbuseReport;

/**
 * Reads a report; null for anything else, garbage included: it never throws. Of several recipients in one report the
 * first that failed counts, for our messages have one each.
 */
export async function readReport(raw: Buffer): Promise<Report | null> {
  const message = await PostalMime.parse(raw, { forceRfc822Attachments: true }).catch(() => null);
  if (!message) return null;
  const part = (...types: string[]) => message.attachments.find(({ mimeType }) => types.includes(mimeType));

  const returned = part('message/rfc822', 'text/rfc822-headers', 'message/global', 'message/global-headers');
  const originalHeaders = returned ? parseHeaders(bytesOf(returned)) : new Map<string, string>();
  const originalMessageId =
    messageIds(originalHeaders.get('message-id'))[0] ?? messageIds(message.inReplyTo)[0] ?? null;
  const original = { originalMessageId, originalHeaders };

  const status = part('message/delivery-status', 'message/global-delivery-status');
  if (status) return deliveryReport(fieldGroups(bytesOf(status)), original);
  const feedback = part('message/feedback-report');
  if (feedback) return abuseReport(fieldGroups(bytesOf(feedback)), original);
  return null;
}

type Fields = Map<string, string>;

/** RFC 3464 section 2.1: groups of fields with a blank line between; the first group is about the whole message. */
function fieldGroups(content: Buffer): Fields[] {
  const groups = content.toString('utf8').split(/\r?\n(?:[ \t]*\r?\n)+/);
  return groups.map((group) => parseHeaders(Buffer.from(group))).filter((fields) => fields.size > 0);
}

function deliveryReport(groups: Fields[], original: ReportedMessage): DeliveryReport | null {
  const recipients = groups.filter((fields) => fields.has('final-recipient') || fields.has('action'));
  const reports = recipients.flatMap((fields) => recipientReport(fields, original) ?? []);
  return reports.find(({ action }) => action === 'failed') ?? reports[0] ?? null;
}

function recipientReport(fields: Fields, original: ReportedMessage): DeliveryReport | null {
  const diagnosticCode = typed(fields.get('diagnostic-code'));
  const reply = diagnosticCode === null ? null : readReply(diagnosticCode);
  const status =
    /^[245]\.\d{1,3}\.\d{1,3}/.exec(fields.get('status') ?? '')?.[0] ?? reply?.enhancedCode ?? null;
  const action = actionOf(fields.get('action'), status);
  if (!action) return null;
  return {
    kind: 'dsn',
    action,
    status,
    code: reply?.code ?? null,
    diagnosticCode,
    finalRecipient: typed(fields.get('final-recipient')),
    originalRecipient: typed(fields.get('original-recipient')),
    ...original,
  };
}

const actions: readonly DeliveryAction[] = ['failed', 'delayed', 'delivered', 'relayed', 'expanded'];

/** Some servers leave the action out or add a comment to it; then the class of the status tells. */
function actionOf(value: string | undefined, status: string | null): DeliveryAction | null {
  const word = /^[a-z]+/.exec(value?.toLowerCase() ?? '')?.[0];
  const named = actions.find((action) => action === word);
  if (named) return named;
  if (status === null) return null;
  return status.startsWith('5') ? 'failed' : status.startsWith('4') ? 'delayed' : 'delivered';
}

function abuseReport([fields]: Fields[], original: ReportedMessage): AbuseReport | null {
  const feedbackType = fields?.get('feedback-type')?.toLowerCase();
  if (!feedbackType) return null;
  const recipient = fields?.get('original-rcpt-to')?.replace(/^<|>$/g, '');
  return { kind: 'arf', feedbackType, originalRecipient: recipient || null, ...original };
}

/** The value of a typed field, `rfc822; bob@corp.test` (RFC 3464 section 2.1.2). */
function typed(value: string | undefined): string | null {
  return value?.replace(/^[\w.-]+\s*;\s*/, '').trim() || null;
}

function bytesOf({ content }: Attachment): Buffer {
  return typeof content === 'string' ? Buffer.from(content) : Buffer.from(content as ArrayBuffer);
}
