import MailComposer from 'nodemailer/lib/mail-composer';
import { SamovarError, type FieldErrors } from '../policy/errors.ts';

export interface MailAddress {
  name: string;
  address: string;
}

/** A plain text message for one recipient. Message ids with angle brackets. */
export interface MessageDraft {
  from: MailAddress;
  to: MailAddress;
  subject: string;
  text: string;
  messageId: string;
  /** The message that this one answers. */
  inReplyTo?: string;
  /** The thread so far, oldest first; `inReplyTo` is its last. */
  references?: readonly string[];
  date: Date;
  extraHeaders?: Readonly<Record<string, string>>;
}

export interface ComposedMessage {
  raw: Buffer;
  envelope: { from: string; to: string };
}

/**
 * Writes a message as it goes over the wire (RFC 5322, MIME): text/plain in UTF-8, encoded so that every line fits into
 * seven bits. The same draft gives the same bytes.
 *
 * @throws {SamovarError} `validation-failed`, naming each field that could smuggle in a header or isn't an address
 */
export async function composeMessage(draft: MessageDraft): Promise<ComposedMessage> {
  const fieldErrors = problemsOf(draft);
  if (Object.keys(fieldErrors).length > 0) {
    throw new SamovarError('validation-failed', 'The message has fields that cannot be sent.', {
      fieldErrors,
    });
  }
  const { from, to, subject, text, messageId, inReplyTo, references = [], date, extraHeaders = {} } = draft;
  const message = new MailComposer({
    from,
    to,
    subject,
    messageId,
    ...(inReplyTo !== undefined && { inReplyTo }),
    ...(references.length > 0 && { references: [...references] }),
    date,
    // Text is encoded with its line ends, and those are CRLF (RFC 2046 section 4.1.1).
    text: `${text.trimEnd()}\n`.replace(/\r?\n|\r/g, '\r\n'),
    headers: extraHeaders,
    newline: 'win',
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile();
  const raw = await message.build();
  // As nodemailer writes them, with the domain in ASCII.
  const envelope = message.getEnvelope();
  return { raw, envelope: { from: envelope.from || from.address, to: envelope.to[0] ?? to.address } };
}

/** A line break or NUL would end the header, and begin another or the body (RFC 5322 section 2.2). */
const controlCharacter = /[\r\n\0]/;
/** The addresses that the product deals with: no quoted local part, no comment, exactly one at sign. */
const plainAddress = /^[^\s"(),:;<>@[\\\]]+@[^\s"(),:;<>@[\\\]]+$/;
const messageIdForm = /^<[^<>\s@]+@[^<>\s@]+>$/;
/** RFC 5322 section 3.6.8. */
const headerName = /^[!-9;-~]+$/;
/** Headers that have a field of their own in the draft, or describe the body. */
const ownHeaders =
  /^(?:from|to|cc|bcc|sender|subject|message-id|in-reply-to|references|date|mime-version|content-.*)$/i;

function problemsOf(draft: MessageDraft): FieldErrors {
  const problems: Record<string, string[]> = {};
  const report = (field: string, problem: string | false) => {
    if (problem) (problems[field] ??= []).push(problem);
  };
  const oneLine = (field: string, value: string) =>
    report(field, controlCharacter.test(value) && 'holds a line break');

  for (const field of ['from', 'to'] as const) {
    oneLine(`${field}.name`, draft[field].name);
    report(`${field}.address`, !plainAddress.test(draft[field].address) && 'is not an address');
  }
  oneLine('subject', draft.subject);
  report('messageId', !messageIdForm.test(draft.messageId) && 'is not a message id');
  const { inReplyTo, references = [] } = draft;
  report('inReplyTo', inReplyTo !== undefined && !messageIdForm.test(inReplyTo) && 'is not a message id');
  report('references', !references.every((id) => messageIdForm.test(id)) && 'holds what is not a message id');
  for (const [name, value] of Object.entries(draft.extraHeaders ?? {})) {
    report('extraHeaders', !headerName.test(name) && 'holds a name that is not one of a header');
    report('extraHeaders', ownHeaders.test(name) && `may not hold ${name.toLowerCase()}`);
    oneLine(`extraHeaders.${name.replace(controlCharacter, '')}`, value);
  }
  return problems;
}
