import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { requireEncryption, type SmtpEndpoint } from './endpoint.ts';
import { fencedMessage } from './fenced-message.ts';
import { connectionOptions, loginOptions } from './smtp-connection-options.ts';
import { smtpTimeouts, type SmtpTimeouts } from './smtp-timeouts.ts';
import { concludeSubmission, notHandedOver, ServerSilent } from './submission-conclusion.ts';
import { SubmissionProgress } from './submission-progress.ts';
import { SmtpOpenError, type SubmissionOutcome } from './submission-outcome.ts';

/** One message for exactly one recipient. */
export interface Submission {
  envelope: { from: string; to: string };
  raw: Buffer;
  /**
   * The fence: called once, after the server's 354 and before the first byte. False or a throw closes the
   * connection without the final dot. `submit` doesn't resolve before it has, so it needs a limit of its own.
   */
  beforeHandOver: () => Promise<boolean>;
}

/** A logged-in connection that carries messages one after the other. */
export interface SmtpSession {
  /** Whether another message may be submitted. */
  readonly isOpen: boolean;
  /** Submits one message. Never rejects: whatever happens is an outcome. */
  submit(submission: Submission): Promise<SubmissionOutcome>;
  /** Says goodbye and closes the socket, within two seconds. */
  close(): Promise<void>;
}

const goodbyeLimitMs = 2_000;

/**
 * Connects and logs in.
 *
 * @throws {SmtpOpenError} with the outcome for the message that was to be sent
 * @throws {SamovarError} `validation-failed` when the endpoint asks for plain text to another machine
 */
export async function openSmtpSession(
  endpoint: SmtpEndpoint,
  timeouts: SmtpTimeouts = smtpTimeouts,
): Promise<SmtpSession> {
  requireEncryption(endpoint);
  const session = new Session(endpoint, timeouts);
  await session.open(endpoint);
  return session;
}

class Session implements SmtpSession {
  readonly #connection: SMTPConnection;
  readonly #progress: SubmissionProgress;
  readonly #broken = Promise.withResolvers<never>();
  /** What is left of `allMs` for the next message; opening counts for the first. */
  #limitMs: number;
  readonly #timeouts: SmtpTimeouts;
  #needsReset = false;

  constructor(endpoint: SmtpEndpoint, timeouts: SmtpTimeouts) {
    this.#timeouts = timeouts;
    this.#limitMs = timeouts.allMs;
    this.#progress = new SubmissionProgress(timeouts, () => this.#breakOff(new ServerSilent()));
    this.#connection = new SMTPConnection(connectionOptions(endpoint, timeouts, this.#progress.logger));
    this.#connection.on('error', (error) => this.#broken.reject(error));
    this.#connection.once('end', () => this.#broken.reject(new Error('The connection was closed.')));
    // Nobody may be waiting when an idle connection ends.
    this.#broken.promise.catch(() => {});
  }

  get isOpen(): boolean {
    return !this.#connection.destroyed;
  }

  async open({ auth }: SmtpEndpoint): Promise<void> {
    const startedAt = performance.now();
    try {
      await this.#within(this.#limitMs, async () => {
        this.#progress.enter('connect');
        await this.#step((done) => this.#connection.connect(done));
        this.#progress.enter('auth');
        await this.#step((done) => this.#connection.login(loginOptions(auth), done));
      });
    } catch (error) {
      this.#connection.close();
      throw new SmtpOpenError(notHandedOver(this.#progress.phase, error));
    }
    this.#limitMs -= performance.now() - startedAt;
  }

  async submit({ envelope, raw, beforeHandOver }: Submission): Promise<SubmissionOutcome> {
    const progress = this.#progress;
    const message = fencedMessage(raw, beforeHandOver, () => progress.enter('content'));
    let wireMessageId: string | null = null;
    let failure: unknown = null;
    try {
      await this.#within(this.#limitMs, async () => {
        await this.#begin();
        const info = await this.#step<SMTPConnection.SentMessageInfo>((done) =>
          this.#connection.send({ from: envelope.from, to: [envelope.to] }, message.stream, done),
        );
        wireMessageId = info.serverMessageId ?? null;
      });
    } catch (error) {
      failure = error;
    }
    const { outcome, mayGoOn } = concludeSubmission(progress, failure, wireMessageId);
    if (!mayGoOn) this.#connection.close();
    // Otherwise the fence could commit a hand-over after the caller was told that there was none.
    await message.settled();
    this.#limitMs = this.#timeouts.allMs;
    return outcome;
  }

  async close(): Promise<void> {
    if (!this.isOpen) return;
    const ended = new Promise<void>((resolve) => this.#connection.once('end', resolve));
    const impatience = setTimeout(() => this.#connection.close(), goodbyeLimitMs);
    this.#connection.quit();
    await ended;
    clearTimeout(impatience);
  }

  /** RSET before every message but the first: a refused envelope leaves its transaction open. */
  async #begin(): Promise<void> {
    this.#progress.beginMessage();
    if (this.#needsReset) await this.#step((done) => this.#connection.reset(done));
    this.#needsReset = true;
    this.#progress.beginTransaction();
  }

  /** Runs one call of nodemailer's, or fails as soon as the connection does. */
  #step<T = unknown>(start: (done: (error?: Error | null, result?: T) => void) => void): Promise<T> {
    const answered = new Promise<T>((resolve, reject) => {
      start((error, result) => (error ? reject(error) : resolve(result as T)));
    });
    return Promise.race([answered, this.#broken.promise]);
  }

  async #within(limitMs: number, work: () => Promise<void>): Promise<void> {
    const limit = setTimeout(() => this.#breakOff(new ServerSilent()), limitMs);
    try {
      await work();
    } finally {
      clearTimeout(limit);
      this.#progress.rest();
    }
  }

  #breakOff(reason: Error): void {
    this.#broken.reject(reason);
    this.#connection.close();
  }
}
