import { authenticationGate, type AuthenticationSnapshot } from './authentication-gate.ts';
import { contentGate, type ContentSnapshot } from './content-gate.ts';
import type { Gate } from './gate.ts';
import { mailboxCapGate, type MailboxCapSnapshot } from './mailbox-cap-gate.ts';
import { pausedGate, type PausedSnapshot } from './paused-gate.ts';
import { warmupDomainCapGate, type WarmupDomainCapSnapshot } from './warmup-domain-cap-gate.ts';
import { warmupHealthGate, type HealthSnapshot } from './warmup-health-gate.ts';

/** All that is looked at right before a warm-up mail or an answer is sent. */
export type WarmupSnapshot = PausedSnapshot &
  AuthenticationSnapshot &
  HealthSnapshot &
  MailboxCapSnapshot &
  WarmupDomainCapSnapshot &
  ContentSnapshot;

/** The gates of warm-up mail, in the order in which they bind among equals. */
export const warmupGates: readonly Gate<WarmupSnapshot>[] = [
  pausedGate,
  authenticationGate,
  warmupHealthGate,
  mailboxCapGate,
  warmupDomainCapGate,
  contentGate,
];
