/** Delivery status notifications: what a mail server sends back for a message that it couldn't deliver (RFC 3464, RFC 3462). */
import { randomUUID } from 'node:crypto';
import { fieldValue, parseMime } from './mime.ts';

export interface DsnRequest {
  /** Envelope sender of the message, who gets the report. */
  sender: string;
  recipient: string;
  /** The message as submitted. */
  original: Buffer;
  action: 'failed' | 'delayed';
  /** Enhanced status code, RFC 3463. */
  status: string;
  /** What the remote server said. */
  text: string;
  /** Wall clock, ms. */
  now: number;
}

/** The report as a raw message: text for people, fields for machines, and the header of the message that it is about. */
export function composeDsn(request: DsnRequest): Buffer {
  const { sender, recipient, original, action, status, text, now } = request;
  const domain = recipient.slice(recipient.lastIndexOf('@') + 1);
  const message = parseMime(original);
  const messageId = fieldValue(message, 'message-id');
  const boundary = `report-${randomUUID()}`;
  const date = new Date(now).toUTCString().replace('GMT', '+0000');
  const code = status.startsWith('5') ? 550 : 450;
  const subject =
    action === 'failed' ? 'Undelivered Mail Returned to Sender' : 'Delayed Mail (still being retried)';
  const lines = [
    // A report has the null sender, so that nobody answers it with another one (RFC 3464 section 2).
    'Return-Path: <>',
    `From: Mail Delivery System <MAILER-DAEMON@${domain}>`,
    `To: <${sender}>`,
    `Subject: ${subject}`,
    `Date: ${date}`,
    `Message-ID: <${randomUUID()}@${domain}>`,
    ...(messageId === undefined ? [] : [`In-Reply-To: ${messageId}`, `References: ${messageId}`]),
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=delivery-status; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    action === 'failed'
      ? `Your message to <${recipient}> could not be delivered.`
      : `Your message to <${recipient}> has not been delivered yet. You need not send it again.`,
    '',
    `The server said: ${code} ${status} ${text}`,
    '',
    `--${boundary}`,
    'Content-Type: message/delivery-status',
    '',
    `Reporting-MTA: dns; mail.${domain}`,
    `Arrival-Date: ${date}`,
    '',
    `Final-Recipient: rfc822; ${recipient}`,
    `Action: ${action}`,
    `Status: ${status}`,
    `Diagnostic-Code: smtp; ${code} ${status} ${text}`,
    '',
    `--${boundary}`,
    'Content-Type: text/rfc822-headers',
    '',
    original.toString('latin1', message.start, message.bodyStart).replace(/(\r\n)+$/, ''),
    '',
    `--${boundary}--`,
    '',
  ];
  const [before, header, after] = [lines.slice(0, -4), lines.at(-4) ?? '', lines.slice(-3)];
  return Buffer.concat([
    Buffer.from(`${before.join('\r\n')}\r\n`),
    // The header's bytes are kept as they were, whatever their charset.
    Buffer.from(header, 'latin1'),
    Buffer.from(`\r\n${after.join('\r\n')}`),
  ]);
}
