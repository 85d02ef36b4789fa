import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import { permanenceOf, readReply, type SmtpReply } from './smtp-reply.ts';
import { silenceLimitMs, type SmtpTimeouts } from './smtp-timeouts.ts';
import type { SubmissionPhase } from './submission-outcome.ts';

/** The replies of one mail transaction in their order; the reply to each moves on to the next phase. */
const nextPhase: Partial<Record<SubmissionPhase, SubmissionPhase>> = {
  mail: 'rcpt',
  rcpt: 'data',
  data: 'fence',
};

/**
 * Keeps how far a session has come, from nodemailer's protocol log (`transactionLog`).
 *
 * nodemailer itself reports "delivered, answer lost" and "not accepted" alike (`ECONNECTION` at `CONN`), and with
 * PIPELINING it forgets a refusal when the server closes right behind it. Every reply passes through its log first,
 * so the log is where we count them.
 */
export class SubmissionProgress {
  phase: SubmissionPhase = 'connect';
  /** The first 4yz or 5yz of the transaction, and the phase that it answers. */
  refusal: { phase: SubmissionPhase; reply: SmtpReply } | null = null;
  /** The 2yz to the message. */
  acceptance: SmtpReply | null = null;

  readonly #timeouts: SmtpTimeouts;
  readonly #onSilence: () => void;
  #inTransaction = false;
  /** Nothing is expected of the server: an idle session, or one that says goodbye. */
  #isResting = true;
  #silence: NodeJS.Timeout | undefined;

  /** @param onSilence called when the server has said nothing for as long as the phase allows */
  constructor(timeouts: SmtpTimeouts, onSilence: () => void) {
    this.#timeouts = timeouts;
    this.#onSilence = onSilence;
  }

  /** True from the first byte on: from here only an answer of the server settles what became of the message. */
  get isHandedOver(): boolean {
    return this.phase === 'content' || this.phase === 'final-reply';
  }

  /** Moves to a phase and gives the server its time for it. */
  enter(phase: SubmissionPhase): void {
    this.phase = phase;
    this.#isResting = false;
    this.#listen();
  }

  /** Forgets the message before. */
  beginMessage(): void {
    this.refusal = null;
    this.acceptance = null;
    this.#inTransaction = false;
    this.enter('mail');
  }

  /** From here on replies count; the next one answers `MAIL`. */
  beginTransaction(): void {
    this.#inTransaction = true;
    this.enter('mail');
  }

  /** Stops waiting for the server. */
  rest(): void {
    this.#inTransaction = false;
    this.#isResting = true;
    clearTimeout(this.#silence);
  }

  /** What nodemailer is given as its logger. Nothing is written anywhere: entries quote addresses. */
  readonly logger: NonNullable<SMTPConnection.Options['logger']> = {
    debug: (entry: { tnx?: string }, text: string) => {
      if (entry.tnx === 'server') this.#hear(text);
    },
    info: (entry: { tnx?: string }) => {
      if (entry.tnx === 'network' && this.phase === 'connect') this.enter('greeting');
      // Written once the final dot has left.
      if (entry.tnx === 'message' && this.phase === 'content') this.enter('final-reply');
    },
    trace: () => {},
    warn: () => {},
    error: () => {},
    fatal: () => {},
  };

  #hear(text: string): void {
    const reply = readReply(text);
    if (!this.#inTransaction || !reply) return this.#listen();
    const refused = permanenceOf(reply.code) !== null;
    if (refused) this.refusal ??= { phase: this.phase, reply };
    if (!refused && this.phase === 'final-reply' && reply.code < 300) this.acceptance ??= reply;
    this.enter(nextPhase[this.phase] ?? this.phase);
  }

  #listen(): void {
    clearTimeout(this.#silence);
    if (this.#isResting) return;
    this.#silence = setTimeout(this.#onSilence, silenceLimitMs(this.phase, this.#timeouts));
  }
}
