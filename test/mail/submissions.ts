import type { MailEndpoint } from '../../mail/endpoint.ts';
import { openSmtpSession, type SmtpSession, type Submission } from '../../mail/smtp.ts';
import { SmtpOpenError, type SubmissionOutcome } from '../../mail/submission-outcome.ts';
import type { SmtpTimeouts } from '../../mail/smtp-timeouts.ts';

/** Limits for tests in which the server falls silent: long enough for a busy machine to answer in. */
export const impatient: SmtpTimeouts = {
  connectMs: 300,
  greetingMs: 300,
  commandMs: 300,
  finalReplyMs: 300,
  allMs: 5_000,
};

/** A message from one address to another that goes through the fence. */
export function submission(from: string, to: string, overrides: Partial<Submission> = {}): Submission {
  const id = `<${crypto.randomUUID()}@one.test>`;
  const text = `From: ${from}\r\nTo: ${to}\r\nMessage-ID: ${id}\r\nSubject: hello\r\n\r\nhello\r\n`;
  return { envelope: { from, to }, raw: Buffer.from(text), beforeHandOver: async () => true, ...overrides };
}

/** Submits one message as the sending activity does: whether opening or submitting fails, there is an outcome. */
export async function submitOnce(
  endpoint: MailEndpoint,
  message: Submission,
  timeouts?: SmtpTimeouts,
): Promise<SubmissionOutcome> {
  let session: SmtpSession;
  try {
    session = await openSmtpSession(endpoint, timeouts);
  } catch (error) {
    if (error instanceof SmtpOpenError) return error.outcome;
    throw error;
  }
  const outcome = await session.submit(message);
  await session.close();
  return outcome;
}
