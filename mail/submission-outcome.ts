import { SamovarError } from '../policy/errors.ts';

/**
 * How far a submission had come: TCP and TLS, greeting and EHLO, login, `MAIL`, `RCPT`, `DATA` until its 354, the
 * fence between 354 and the first byte, the message itself, and the wait for the final reply.
 */
export type SubmissionPhase =
  'connect' | 'greeting' | 'auth' | 'mail' | 'rcpt' | 'data' | 'fence' | 'content' | 'final-reply';

/** Why a message was not handed over. `refused`: the server said no to the session; `fence`: we said no ourselves. */
export type NotHandedOverCause =
  'unreachable' | 'timeout' | 'login-failed' | 'tls' | 'reset' | 'fence' | 'refused';

/** The server took the message over (2yz after the final dot). */
export interface Accepted {
  kind: 'accepted';
  code: number;
  enhancedCode: string | null;
  /** The Message-ID on the wire where the server replaced ours and said so (Microsoft 365); else null. */
  wireMessageId: string | null;
  /** The reply's text. It may quote addresses: never to be put into a log or a workflow's history. */
  diagnostic: string;
}

/** The server refused this message by an explicit 4yz or 5yz: it was not accepted, for certain. */
export interface Rejected {
  kind: 'rejected';
  phase: SubmissionPhase;
  code: number;
  enhancedCode: string | null;
  permanence: 'permanent' | 'transient';
  /** The reply's text. It may quote addresses: never to be put into a log or a workflow's history. */
  diagnostic: string;
}

/** Not one byte of the message left this machine: it was not accepted, for certain, and may be tried again. */
export interface NotHandedOver {
  kind: 'not-handed-over';
  phase: SubmissionPhase;
  cause: NotHandedOverCause;
  code: number | null;
  enhancedCode: string | null;
  /** What the server or the network said. Never to be put into a log or a workflow's history. */
  diagnostic: string | null;
}

/** The message was handed over, and no answer came: it may have been accepted. Must not be sent again blindly. */
export interface Unknown {
  kind: 'unknown';
  phase: SubmissionPhase;
}

/** What is known about a message after its submission ended, whichever way it ended. */
export type SubmissionOutcome = Accepted | Rejected | NotHandedOver | Unknown;

/**
 * Thrown when no session could be opened (`mail-login-failed` or `mail-unreachable`). `outcome` is the outcome of any
 * message that was to go through it.
 */
export class SmtpOpenError extends SamovarError {
  readonly outcome: NotHandedOver;

  constructor(outcome: NotHandedOver) {
    const { phase, cause, code } = outcome;
    if (cause === 'login-failed') super('mail-login-failed', 'The SMTP server refused the login.', { code });
    else super('mail-unreachable', 'No SMTP session came about.', { phase, cause, code });
    this.outcome = outcome;
  }
}
