import type { Resolver } from '../dns/resolver.ts';
import type { openImapSession } from '../mail/imap.ts';
import type { openSmtpSession } from '../mail/smtp.ts';
import type { Clock } from '../store/clock.ts';
import type { Store } from '../store/connection.ts';
import type { Keyring } from '../store/keys.ts';

/**
 * The moments of a submission between which a process may die, in order. They are reported to `Dependencies.reached`,
 * where a worker counts them; fault tests end the process there.
 */
export const submissionPoints = [
  'reserved', // the row exists, nothing else has happened
  'submitting', // the lease is committed, no connection has been used
  'ready-for-data', // the server answered 354; the hand-over isn't committed
  'handing-over', // the hand-over is committed; not a byte has been written
  'answered', // the server's answer is known; nothing is recorded
  'recorded', // the outcome is committed
] as const;

export type SubmissionPoint = (typeof submissionPoints)[number];

/** How long a submission and its record may take, real time. */
export interface SubmissionLimits {
  /**
   * How long an attempt holds its send: connecting, envelope and final reply are limited to 150 s in all
   * (mail/smtp-timeouts.ts), the rest is for the record.
   */
  readonly leaseMs: number;
  /** How long an outcome is tried to be written before it is handed to Temporal to keep. */
  readonly recordMs: number;
}

export const submissionLimits: SubmissionLimits = { leaseMs: 180_000, recordMs: 30_000 };

/** Everything that activities touch. `worker/dependencies.ts` wires the real parts together. */
export interface Dependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly keyring: Keyring;
  readonly resolver: Resolver;
  readonly openSmtp: typeof openSmtpSession;
  readonly openImap: typeof openImapSession;
  /** PEM of a private certificate authority that mail servers may use besides the system's, if any. */
  readonly mailAuthority: string | undefined;
  readonly submissionLimits: SubmissionLimits;
  readonly reached: (point: SubmissionPoint, sendId: string) => void;
}
