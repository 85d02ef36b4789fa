/** Mail submission (RFC 6409) with AUTH (RFC 4954), phase by phase, with the fault rules of each phase. */
import type {
  SMTPServerAddress,
  SMTPServerAuthentication,
  SMTPServerAuthenticationResponse,
  SMTPServerDataStream,
  SMTPServerSession,
} from 'smtp-server';
import type { Delays } from './delays.ts';
import type { Delivery } from './delivery.ts';
import type { SmtpPhase } from './event-log.ts';
import type { DataPoint, FaultFacts, Faults } from './faults.ts';
import { equal, oauthRefusal } from './imap-login-commands.ts';
import { canonicalAddress } from './mailbox.ts';
import { messageIdOf } from './mime.ts';
import { refusal } from './smtp-listener.ts';
import type { MailStore } from './store.ts';

/** The connection was cut: nobody waits for an answer any more. */
export const gone = Symbol('gone');
export type Gone = typeof gone;

export interface SubmissionServices {
  store: MailStore;
  faults: Faults;
  delays: Delays;
  delivery: Delivery;
  /** Cuts the connection of a session. */
  drop: (session: SMTPServerSession) => void;
}

export class Submission {
  readonly #services: SubmissionServices;

  constructor(services: SubmissionServices) {
    this.#services = services;
  }

  async connect(session: SMTPServerSession): Promise<Gone | undefined> {
    const met = await this.#meetFault('connect', session, { protocol: 'smtp' });
    return met === gone ? gone : undefined;
  }

  async authenticate(
    login: SMTPServerAuthentication,
    session: SMTPServerSession,
  ): Promise<SMTPServerAuthenticationResponse | Gone> {
    const { store } = this.#services;
    const user = canonicalAddress(login.username ?? '');
    const about = { session: session.id, protocol: 'smtp', user } as const;
    if ((await this.#meetFault('auth', session, { mailbox: user })) === gone) return gone;
    const mailbox = store.mailbox(user);
    const byToken = login.method === 'XOAUTH2';
    const [held, given] = byToken ? [mailbox?.token, login.accessToken] : [mailbox?.password, login.password];
    if (!mailbox || typeof held !== 'string' || typeof given !== 'string' || !equal(held, given)) {
      store.transact((transaction) => transaction.log({ event: 'login-failed', ...about }));
      if (byToken) return { data: JSON.parse(oauthRefusal) as object };
      throw refusal(535, '5.7.8 Authentication credentials invalid');
    }
    store.transact((transaction) => transaction.log({ event: 'logged-in', ...about }));
    return { user: mailbox.address };
  }

  async mail(address: SMTPServerAddress, session: SMTPServerSession): Promise<Gone | undefined> {
    const user = userOf(session);
    const from = canonicalAddress(address.address);
    if ((await this.#meetFault('mail', session, { mailbox: user, from })) === gone) return gone;
    if (from === user) return undefined;
    return this.#refuse('mail', session, 553, '5.7.1 Sender address rejected: not owned by user', { from });
  }

  async recipient(address: SMTPServerAddress, session: SMTPServerSession): Promise<Gone | undefined> {
    const { from } = envelopeOf(session);
    const to = canonicalAddress(address.address);
    const met = await this.#meetFault('rcpt', session, { mailbox: userOf(session), from, to });
    if (met === gone) return gone;
    if (met === 'accept' || this.#services.store.mailbox(to)) return undefined;
    return this.#refuse('rcpt', session, 550, '5.1.1 No such user here', { from, to });
  }

  /** On DATA, before the 354. */
  async beforeData(session: SMTPServerSession): Promise<Gone | undefined> {
    const met = await this.#meetFault('data', session, dataFacts(session), 'command');
    return met === gone ? gone : undefined;
  }

  /** Takes the message; gives the text of the 250. */
  async message(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<string | Gone> {
    const raw = await this.#receive(stream, session);
    if (raw === gone) return gone;
    const user = userOf(session);
    const { from, to } = envelopeOf(session);
    const messageId = messageIdOf(raw);
    if (stream.sizeExceeded) {
      this.#refuse('message', session, 552, '5.3.4 Message too big', { from, to, messageId });
    }
    const met = await this.#meetFault('data', session, { ...dataFacts(session), messageId }, 'message');
    if (met === gone) return gone;
    const clientName = session.hostNameAppearsAs || session.clientHostname;
    const queueId = this.#accept({ session: session.id, user, from, to, raw, clientName });
    if (typeof met === 'object') {
      this.#log({ event: 'lost-answer', session: session.id, user, messageId, fault: met.lostAnswer });
      this.#services.drop(session);
      return gone;
    }
    return `2.0.0 Ok: queued as ${queueId}`;
  }

  #accept(submission: Parameters<Delivery['accept']>[0]): string {
    try {
      return this.#services.delivery.accept(submission);
    } catch (error) {
      // Most likely a full disk. Nothing was stored, and the client may come again.
      const text = error instanceof Error ? error.message : String(error);
      throw refusal(452, `4.3.1 Insufficient system storage: ${text}`);
    }
  }

  async #receive(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<Buffer | Gone> {
    const user = userOf(session);
    const fault = this.#services.faults.choose('data', dataFacts(session), 'body');
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        if (fault) {
          this.#log({ event: 'dropped', session: session.id, phase: 'data', user, fault: fault.id });
          this.#services.drop(session);
          return gone;
        }
        chunks.push(chunk);
      }
      return Buffer.concat(chunks);
    } catch {
      // The client went away before its final dot: without it there is no message (RFC 5321 section 4.1.1.4).
      this.#log({ event: 'aborted', session: session.id, user, ...envelopeOf(session) });
      return gone;
    }
  }

  /** Applies the rule for this moment. `accept` and a lost answer are for the caller to act upon. */
  async #meetFault(
    stage: 'connect' | 'auth' | 'mail' | 'rcpt' | 'data',
    session: SMTPServerSession,
    facts: FaultFacts,
    point?: DataPoint,
  ): Promise<Gone | 'accept' | { lostAnswer: string } | undefined> {
    const { faults, delays, drop } = this.#services;
    const fault = faults.choose(stage, facts, point);
    if (!fault) return undefined;
    const { id, action } = fault;
    const phase: SmtpPhase = point === 'message' ? 'message' : stage;
    const about = { session: session.id, user: facts.mailbox, fault: id };
    switch (action.kind) {
      case 'reply': {
        const text = action.enhanced === undefined ? action.text : `${action.enhanced} ${action.text}`;
        const { from, to, messageId } = facts;
        return this.#refuse(phase, session, action.code, text, { from, to, messageId, fault: id });
      }
      case 'accept':
        return 'accept';
      case 'lost-answer':
        return { lostAnswer: id };
      case 'not-accepted':
        this.#log({
          event: 'not-accepted',
          session: session.id,
          user: userOf(session),
          messageId: facts.messageId,
          fault: id,
        });
        drop(session);
        return gone;
      case 'delay':
        this.#log({ event: 'held', phase, ...about });
        await delays.wait(action.delayMs);
        return undefined;
      case 'hang':
        this.#log({ event: 'held', phase, ...about });
        await delays.wait(action.maxMs);
        drop(session);
        return gone;
      case 'drop':
        this.#log({ event: 'dropped', phase, ...about });
        drop(session);
        return gone;
    }
  }

  #refuse(
    phase: SmtpPhase,
    session: SMTPServerSession,
    code: number,
    text: string,
    about: {
      from?: string | undefined;
      to?: string | readonly string[] | undefined;
      messageId?: string | undefined;
      fault?: string;
    },
  ): never {
    this.#log({ event: 'refused', session: session.id, phase, code, text, user: userOf(session), ...about });
    throw refusal(code, text);
  }

  #log(event: Parameters<Parameters<Parameters<MailStore['transact']>[0]>[0]['log']>[0]): void {
    this.#services.store.transact((transaction) => transaction.log(event));
  }
}

/** The address of the mailbox that is logged in; empty before. */
function userOf(session: SMTPServerSession): string {
  return typeof session.user === 'string' ? session.user : '';
}

function envelopeOf(session: SMTPServerSession): { from: string; to: string[] } {
  const { mailFrom, rcptTo } = session.envelope;
  return {
    from: mailFrom ? canonicalAddress(mailFrom.address) : '',
    to: rcptTo.map(({ address }) => canonicalAddress(address)),
  };
}

function dataFacts(session: SMTPServerSession): FaultFacts {
  return { mailbox: userOf(session), ...envelopeOf(session) };
}
