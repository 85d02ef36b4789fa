/** Applies the fault rules of SMTP: refuses, holds back, or cuts the connection, and logs that it did. */
import type { SMTPServerSession } from 'smtp-server';
import type { Delays } from './delays.ts';
import type { SmtpPhase } from './mail-event.ts';
import type { FaultAction } from './fault-rules.ts';
import type { DataPoint, FaultFacts, Faults } from './faults.ts';
import { RefusalError } from './smtp-listener.ts';
import type { MailStore } from './store.ts';

/** The connection was cut: nobody waits for an answer any more. */
export const gone = Symbol('gone');
export type Gone = typeof gone;

export type SmtpStage = 'connect' | 'auth' | 'mail' | 'rcpt' | 'data';
/** A rule whose effect is for the caller to bring about. */
export type LeftToCaller = {
  id: string;
  action: Extract<FaultAction<SmtpStage>, { kind: 'accept' | 'lost-answer' }>;
};

/** What a refusal was about. */
export type RefusedItem = Pick<FaultFacts, 'from' | 'to' | 'messageId'> & { fault?: string };

export class SmtpFaults {
  readonly #store: MailStore;
  readonly #faults: Faults;
  readonly #delays: Delays;
  readonly #drop: (session: SMTPServerSession) => void;

  constructor(store: MailStore, faults: Faults, delays: Delays, drop: (session: SMTPServerSession) => void) {
    this.#store = store;
    this.#faults = faults;
    this.#delays = delays;
    this.#drop = drop;
  }

  /**
   * Applies the rule for this moment, if there is one.
   * @throws RefusalError when the rule refuses
   */
  async meet(
    stage: SmtpStage,
    session: SMTPServerSession,
    facts: FaultFacts,
    point?: DataPoint,
  ): Promise<Gone | LeftToCaller | undefined> {
    const fault = this.#faults.choose(stage, facts, point);
    if (!fault) return undefined;
    const { id, action } = fault;
    const phase: SmtpPhase = point === 'message' ? 'message' : stage;
    const about = { session: session.id, phase, user: facts.mailbox, fault: id };
    switch (action.kind) {
      case 'accept':
      case 'lost-answer':
        return { id, action };
      case 'reply': {
        const text = action.enhanced === undefined ? action.text : `${action.enhanced} ${action.text}`;
        const { from, to, messageId } = facts;
        return this.refuse(phase, session, action.code, text, { from, to, messageId, fault: id });
      }
      case 'not-accepted': {
        const { mailbox: user = '', messageId } = facts;
        this.#store.record({ event: 'not-accepted', session: session.id, user, messageId, fault: id });
        return this.cut(session, action.holdMs);
      }
      case 'delay':
        this.#store.record({ event: 'held', ...about });
        await this.#delays.wait(action.delayMs);
        return undefined;
      case 'hang':
        this.#store.record({ event: 'held', ...about });
        return this.cut(session, action.maxMs);
      case 'drop':
        this.#store.record({ event: 'dropped', ...about });
        return this.cut(session, 0);
    }
  }

  /** Cuts the connection without a word, after a while if asked for. */
  async cut(session: SMTPServerSession, afterMs: number): Promise<Gone> {
    if (afterMs > 0) await this.#delays.wait(afterMs);
    this.#drop(session);
    return gone;
  }

  /** Logs a refusal and throws it. */
  refuse(phase: SmtpPhase, session: SMTPServerSession, code: number, text: string, item: RefusedItem): never {
    const user = userOf(session);
    this.#store.record({ event: 'refused', session: session.id, phase, code, text, user, ...item });
    throw new RefusalError(code, text);
  }
}

/** The address of the mailbox that is logged in; empty before. */
export function userOf(session: SMTPServerSession): string {
  return typeof session.user === 'string' ? session.user : '';
}
