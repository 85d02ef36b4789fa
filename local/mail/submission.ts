/** Mail submission (RFC 6409) with AUTH (RFC 4954), phase by phase. A phase gives its answer, or throws its refusal. */
import type {
  SMTPServerAddress,
  SMTPServerAuthentication,
  SMTPServerAuthenticationResponse,
  SMTPServerDataStream,
  SMTPServerSession,
} from 'smtp-server';
import { isSameSecret, oauthRefusal } from './credentials.ts';
import type { Delivery } from './delivery.ts';
import type { FaultFacts } from './faults.ts';
import { canonicalAddress } from './mailbox.ts';
import { messageIdOf } from './mime.ts';
import { gone, type Gone, type SmtpFaults, userOf } from './smtp-faults.ts';
import { RefusalError } from './smtp-listener.ts';
import type { MailStore } from './store.ts';

export class Submission {
  readonly #store: MailStore;
  readonly #faults: SmtpFaults;
  readonly #delivery: Delivery;

  constructor(store: MailStore, faults: SmtpFaults, delivery: Delivery) {
    this.#store = store;
    this.#faults = faults;
    this.#delivery = delivery;
  }

  async connect(session: SMTPServerSession): Promise<Gone | undefined> {
    const met = await this.#faults.meet('connect', session, { protocol: 'smtp' });
    return met === gone ? gone : undefined;
  }

  async authenticate(
    login: SMTPServerAuthentication,
    session: SMTPServerSession,
  ): Promise<SMTPServerAuthenticationResponse | Gone> {
    const user = canonicalAddress(login.username ?? '');
    const about = { session: session.id, protocol: 'smtp', user } as const;
    if ((await this.#faults.meet('auth', session, { mailbox: user })) === gone) return gone;
    const mailbox = this.#store.mailbox(user);
    const byToken = login.method === 'XOAUTH2';
    const held = byToken ? mailbox?.token : mailbox?.password;
    const given = byToken ? login.accessToken : login.password;
    if (!mailbox || !isSameSecret(held, given ?? undefined)) {
      this.#store.record({ event: 'login-failed', ...about });
      if (byToken) return { data: oauthRefusal };
      throw new RefusalError(535, '5.7.8 Authentication credentials invalid');
    }
    this.#store.record({ event: 'logged-in', ...about });
    return { user: mailbox.address };
  }

  async mail(address: SMTPServerAddress, session: SMTPServerSession): Promise<Gone | undefined> {
    const user = userOf(session);
    const from = canonicalAddress(address.address);
    if ((await this.#faults.meet('mail', session, { mailbox: user, from })) === gone) return gone;
    if (from === user) return undefined;
    const text = '5.7.1 Sender address rejected: not owned by user';
    return this.#faults.refuse('mail', session, 553, text, { from });
  }

  async recipient(address: SMTPServerAddress, session: SMTPServerSession): Promise<Gone | undefined> {
    const { from } = envelopeOf(session);
    const to = canonicalAddress(address.address);
    const met = await this.#faults.meet('rcpt', session, { mailbox: userOf(session), from, to });
    if (met === gone) return gone;
    if (met?.action.kind === 'accept' || this.#store.mailbox(to)) return undefined;
    return this.#faults.refuse('rcpt', session, 550, '5.1.1 No such user here', { from, to });
  }

  /** On DATA, before the 354. */
  async beforeData(session: SMTPServerSession): Promise<Gone | undefined> {
    const met = await this.#faults.meet('data', session, dataFacts(session), 'command');
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
      this.#faults.refuse('message', session, 552, '5.3.4 Message too big', { from, to, messageId });
    }
    const met = await this.#faults.meet('data', session, { ...dataFacts(session), messageId }, 'message');
    if (met === gone) return gone;
    const clientName = session.hostNameAppearsAs || session.clientHostname;
    const queueId = this.#delivery.accept({
      session: session.id,
      user,
      from,
      to,
      raw,
      messageId,
      clientName,
    });
    if (met?.action.kind !== 'lost-answer') return `2.0.0 Ok: queued as ${queueId}`;
    this.#store.record({ event: 'lost-answer', session: session.id, user, messageId, fault: met.id });
    return this.#faults.cut(session, met.action.holdMs);
  }

  async #receive(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<Buffer | Gone> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        const isFirst = chunks.push(chunk) === 1;
        if (!isFirst) continue;
        if ((await this.#faults.meet('data', session, dataFacts(session), 'body')) === gone) return gone;
      }
      return Buffer.concat(chunks);
    } catch {
      // The client went away before its final dot: without it there is no message (RFC 5321 section 4.1.1.4).
      this.#store.record({
        event: 'aborted',
        session: session.id,
        user: userOf(session),
        ...envelopeOf(session),
      });
      return gone;
    }
  }
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
