/**
 * The one kind of error that this product raises on purpose. `api/` maps every code to an HTTP status, `activities/`
 * to retryable or not, both exhaustively; nothing ever compares messages.
 *
 * A message or a detail must never contain an e-mail address, a name, a text of a mail or a credential: errors end up
 * in workflow histories and logs, which are kept for long and can't be erased for one person. Say ids and codes.
 *
 * This is the only file of `policy/` that every other folder may import as a value.
 */

/** Every code there is. Add one here and the compiler shows each place that has to decide what it means. */
export const errorCodes = [
  /** The input is wrong; `fieldErrors` names every field. */
  'validation-failed',
  /** No credential, or one that isn't known. */
  'unauthenticated',
  /** A known caller without the right to do this. */
  'forbidden',
  /** No such thing in this tenant (also: it is another tenant's). */
  'not-found',
  /** The business key is taken. */
  'conflict-duplicate',
  /** Not possible in the state that the thing is in now. */
  'invalid-state',
  /** A limit that waiting doesn't lift: a quota, a hard limit. */
  'limit-exceeded',
  /** Too much at once: try later. */
  'rate-limited',
  /** The mail server refused user name and password (or token). */
  'mail-login-failed',
  /** No connection to the mail server, or it broke or timed out. */
  'mail-unreachable',
  /** The mail server answered no: an SMTP 4xx or 5xx, an IMAP NO or BAD. */
  'mail-refused',
  /** DNS gave no usable answer: neither yes nor no. */
  'dns-unknown',
  'database-unavailable',
  'temporal-unavailable',
  /** Somebody else holds this work now; what the caller still does must change nothing. */
  'lease-lost',
  /** A defect of ours. */
  'internal',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** All problems by field path (`warmup.rounds.perDayAtMost`), each in words for the one who filled it in. */
export type FieldErrors = Readonly<Record<string, readonly string[]>>;

export type ErrorDetails = Readonly<Record<string, unknown>> & { readonly fieldErrors?: FieldErrors };

export class SamovarError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  /** @param options.cause what led to it, for the log only: it is stripped before anything reaches a history. */
  constructor(
    code: ErrorCode,
    message: string,
    details: ErrorDetails = {},
    options: { cause?: unknown } = {},
  ) {
    super(message, options);
    this.name = 'SamovarError';
    this.code = code;
    this.details = details;
  }
}
