import type { SmtpSession } from '../../mail/smtp.ts';
import { SmtpOpenError } from '../../mail/submission-outcome.ts';
import { warmupGates } from '../../policy/gates/warmup-gates.ts';
import { evaluateGates } from '../../policy/gates/decision.ts';
import type { Policy } from '../../policy/schema.ts';
import { sendsOfMailbox } from '../../store/sends.ts';
import type { Dependencies } from '../dependencies.ts';
import { endpointsOf } from '../mail-access.ts';
import { submitSend, type UnrecordedOutcome } from '../sending.ts';
import { composeWarmupMail } from './compose.ts';
import type { RoundContext } from './reserve-share.ts';
import { warmupSnapshot } from './snapshot.ts';

export interface SharingReport {
  readonly accepted: number;
  readonly unknown: number;
  readonly rejected: number;
  /** Why the rest was not sent, if it wasn't. */
  readonly note: string | null;
  readonly unrecorded: UnrecordedOutcome | null;
  /** The code of a connection that could not be had. */
  readonly fault: string | null;
}

/**
 * Submits what this mailbox has reserved, over one SMTP connection that is opened when the first row may go. Ends early
 * when the connection can't be had or the database can't take an outcome: what is left stays reserved.
 */
export async function sendShare(
  dependencies: Dependencies,
  context: RoundContext,
  policy: Policy,
): Promise<SharingReport> {
  const { store, clock } = dependencies;
  const { tenantId, id: mailboxId } = context.mailbox;
  const rows = await store.forTenant(tenantId, (tx) =>
    sendsOfMailbox(tx, mailboxId, 'reserved', clock.now()),
  );
  const line = new SmtpLine(dependencies, context);
  let accepted = 0;
  let unknown = 0;
  let rejected = 0;
  let note: string | null = null;
  let unrecorded: UnrecordedOutcome | null = null;
  try {
    for (const row of rows) {
      const mail = await composeWarmupMail(dependencies, context, row);
      const verdict = await submitSend(dependencies, {
        tenantId,
        sendId: row.id,
        message: mail,
        evaluate: (facts) => evaluateGates(warmupGates, warmupSnapshot(facts, mail, policy), policy),
        connect: () => line.session(),
      });
      if (verdict.kind === 'settled' && verdict.outcome === 'accepted') accepted += 1;
      if (verdict.kind === 'settled' && verdict.outcome === 'unknown') unknown += 1;
      if (verdict.kind === 'settled' && verdict.outcome === 'rejected') rejected += 1;
      if (verdict.kind === 'refused') note = verdict.sentence;
      if (verdict.kind === 'not-recorded') {
        unrecorded = verdict.unrecorded;
        break;
      }
      if (line.fault) break;
    }
  } finally {
    await line.close();
  }
  return { accepted, unknown, rejected, note, unrecorded, fault: line.fault };
}

/** The round's one SMTP connection: opened at first use, opened again after the server closed it, given up on a fault. */
class SmtpLine {
  /** The code of the fault that ended it. */
  fault: string | null = null;
  readonly #dependencies: Dependencies;
  readonly #context: RoundContext;
  #session: SmtpSession | null = null;

  constructor(dependencies: Dependencies, context: RoundContext) {
    this.#dependencies = dependencies;
    this.#context = context;
  }

  async session(): Promise<SmtpSession> {
    if (this.#session?.isOpen) return this.#session;
    try {
      this.#session = await this.#dependencies.openSmtp(
        endpointsOf(this.#dependencies, this.#context.mailbox).smtp,
      );
      return this.#session;
    } catch (error) {
      if (error instanceof SmtpOpenError) this.fault = error.code;
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#session?.close();
  }
}
