import { FenceClosed } from './fenced-message.ts';
import { permanenceOf, readReply, type SmtpReply } from './smtp-reply.ts';
import type { SubmissionProgress } from './submission-progress.ts';
import type {
  NotHandedOver,
  NotHandedOverCause,
  Rejected,
  SubmissionOutcome,
  SubmissionPhase,
} from './submission-outcome.ts';

/** The server used up its time. */
export class ServerSilent extends Error {
  override readonly name = 'ServerSilent';
}

/**
 * What became of the message, from what the server said and how far we were; `failure` only tells why nothing was
 * handed over. `mayGoOn` is false where the connection may not be used for another message.
 */
export function concludeSubmission(
  { phase, refusal, acceptance, isHandedOver }: SubmissionProgress,
  failure: unknown,
  wireMessageId: string | null,
): { outcome: SubmissionOutcome; mayGoOn: boolean } {
  if (refusal) {
    // A refusal in the middle of the message leaves the rest of it to be read as commands.
    const mayGoOn = refusal.phase !== 'fence' && refusal.phase !== 'content';
    return { outcome: rejected(refusal), mayGoOn };
  }
  if (acceptance) {
    const { code, enhancedCode, text } = acceptance;
    return {
      outcome: { kind: 'accepted', code, enhancedCode, wireMessageId, diagnostic: text },
      mayGoOn: true,
    };
  }
  if (isHandedOver) return { outcome: { kind: 'unknown', phase }, mayGoOn: false };
  return { outcome: notHandedOver(phase, failure), mayGoOn: false };
}

/** The outcome of a message that never left, from nodemailer's error or ours. */
export function notHandedOver(phase: SubmissionPhase, failure: unknown): NotHandedOver {
  const { response, message } = failureDetails(failure);
  const reply = response === undefined ? null : readReply(response);
  return {
    kind: 'not-handed-over',
    phase,
    cause: causeOf(phase, failure, reply),
    code: reply?.code ?? null,
    enhancedCode: reply?.enhancedCode ?? null,
    diagnostic: reply?.text ?? message,
  };
}

function rejected({ phase, reply }: { phase: SubmissionPhase; reply: SmtpReply }): Rejected {
  const { code, enhancedCode, text } = reply;
  const permanence = permanenceOf(code) ?? 'transient';
  return { kind: 'rejected', phase, code, enhancedCode, permanence, diagnostic: text };
}

/** Node's codes for a certificate that doesn't hold or a peer that doesn't speak TLS. */
const tlsFailure = /^(?:ERR_TLS|ERR_SSL|EPROTO$|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/;

function causeOf(phase: SubmissionPhase, failure: unknown, reply: SmtpReply | null): NotHandedOverCause {
  if (failure instanceof FenceClosed) return 'fence';
  if (failure instanceof ServerSilent) return 'timeout';
  const { code = '', originalCode = '' } = failureDetails(failure);
  if (code === 'ETLS' || tlsFailure.test(originalCode)) return 'tls';
  if (code === 'ETIMEDOUT' || originalCode === 'ETIMEDOUT') return 'timeout';
  // 421 closes the session whatever it answers (RFC 5321 section 3.8); the credentials weren't judged.
  if (phase === 'auth' && (reply ? reply.code !== 421 : code === 'EAUTH')) return 'login-failed';
  if (reply) return 'refused';
  if (phase === 'connect' && originalCode !== 'ECONNRESET') return 'unreachable';
  return 'reset';
}

interface FailureDetails {
  message: string | null;
  /** nodemailer's code for the kind of failure, such as `ETLS`. */
  code?: string;
  /** Node's own code behind it, such as `ECONNREFUSED`. */
  originalCode?: string;
  /** The server's reply, where there was one. */
  response?: string;
}

function failureDetails(failure: unknown): FailureDetails {
  return failure instanceof Error ? failure : { message: null };
}
