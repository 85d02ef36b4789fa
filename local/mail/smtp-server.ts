/** The submission listeners: plain with STARTTLS (RFC 3207), and implicit TLS (RFC 8314). */
import type { SMTPServerOptions } from 'smtp-server';
import { codeOf, messageOf } from '../problem.ts';
import type { CertificatePair } from './certificate.ts';
import type { Delays } from './delays.ts';
import type { Delivery } from './delivery.ts';
import type { Faults } from './faults.ts';
import { gone, type Gone, SmtpFaults } from './smtp-faults.ts';
import { RefusalError, SmtpListener } from './smtp-listener.ts';
import type { MailStore } from './store.ts';
import { Submission } from './submission.ts';

const largestMessage = 25 * 1024 * 1024;
/** RFC 5321 section 4.5.3.2.7: a server waits at least five minutes for the next command. */
const idleTimeoutMs = 5 * 60_000;

export interface SubmissionServices {
  store: MailStore;
  faults: Faults;
  delays: Delays;
  delivery: Delivery;
}

/** Makes a listener; it doesn't listen yet. */
export function createSmtpListener(
  { store, faults, delays, delivery }: SubmissionServices,
  tls: CertificatePair,
  secure: boolean,
): SmtpListener {
  const smtpFaults = new SmtpFaults(store, faults, delays, (session) => listener.drop(session));
  const submission = new Submission(store, smtpFaults, delivery);
  const options: SMTPServerOptions = {
    secure,
    key: tls.key,
    cert: tls.certificate,
    name: 'mail.local',
    banner: 'Samovar local mail',
    logger: false,
    disableReverseLookup: true,
    // A stand-in on the loopback: clients that don't use TLS here are tested too.
    allowInsecureAuth: true,
    authMethods: ['PLAIN', 'LOGIN', 'XOAUTH2'],
    maxAllowedUnauthenticatedCommands: false,
    size: largestMessage,
    socketTimeout: idleTimeoutMs,
    onConnect: (session, callback) => answer(submission.connect(session), callback),
    onAuth: (login, session, callback) => answer(submission.authenticate(login, session), callback),
    onMailFrom: (address, session, callback) => answer(submission.mail(address, session), callback),
    onRcptTo: (address, session, callback) => answer(submission.recipient(address, session), callback),
    onData: (stream, session, callback) => answer(submission.message(stream, session), callback),
  };
  const listener = new SmtpListener(options, async (session) => {
    try {
      // A connection that is gone gets no 354 either: the promise stays open and is forgotten with it.
      const met = await submission.beforeData(session);
      return met === gone ? await new Promise<never>(() => undefined) : undefined;
    } catch (error) {
      return asRefusal(error);
    }
  });
  listener.on('error', ({ message: text }) => {
    store.recordIfPossible({ event: 'connection-error', protocol: 'smtp', text });
  });
  return listener;
}

/** Hands a phase's result to `smtp-server`: what it gives is the answer, what it throws the refusal. */
function answer<Result>(
  result: Promise<Result | Gone>,
  callback: (error?: Error | null, result?: Result) => void,
): void {
  result.then(
    (value) => {
      if (value !== gone) callback(null, value);
    },
    (error: unknown) => callback(asRefusal(error)),
  );
}

/** Whatever isn't a refusal is trouble of our own, most likely a full disk: nothing was stored, the client may come again. */
function asRefusal(error: unknown): RefusalError {
  if (error instanceof RefusalError) return error;
  const [code, status] = codeOf(error) === 'ENOSPC' ? [452, '4.3.1'] : [451, '4.3.0'];
  return new RefusalError(code, `${status} ${messageOf(error)}`);
}
