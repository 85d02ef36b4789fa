import type { Policy } from '../schema.ts';
import { counted, utcTime } from '../sentences.ts';
import { areMet, type Criterion } from './criterion.ts';

/** What is known of a mailbox before its first day. */
export interface CheckSnapshot {
  readonly authentication: 'pass' | 'fail' | 'unknown';
  /** The first and the newest pass of the running series of passes; null when the newest verdict isn't a pass. */
  readonly passingSince: Date | null;
  readonly passedAt: Date | null;
  readonly canLogIn: { readonly smtp: boolean; readonly imap: boolean };
}

/** Whether the plan may start: authentication passed twice, a day apart, and both logins work. */
export function mayStart(
  snapshot: CheckSnapshot,
  policy: Policy,
): { may: boolean; criteria: readonly Criterion[] } {
  const criteria = [
    authenticatedTwice(snapshot, policy),
    logsIn('SMTP', snapshot.canLogIn.smtp),
    logsIn('IMAP', snapshot.canLogIn.imap),
  ];
  return { may: areMet(criteria), criteria };
}

function authenticatedTwice(snapshot: CheckSnapshot, { authentication }: Policy): Criterion {
  const name = 'authentication';
  const { passingSince, passedAt } = snapshot;
  if (snapshot.authentication !== 'pass' || !passingSince || !passedAt) {
    const state = snapshot.authentication === 'fail' ? 'fail' : 'unknown';
    const verdict = state === 'fail' ? 'fails' : 'has not passed yet';
    return { name, state, sentence: `The domain authentication ${verdict}.` };
  }
  const needed = authentication.hoursApart * 3_600_000;
  const isConfirmed = passedAt.getTime() - passingSince.getTime() >= needed;
  const since = `The domain authentication passes since ${utcTime(passingSince)}`;
  return isConfirmed
    ? { name, state: 'pass', sentence: `${since}.` }
    : {
        name,
        state: 'unknown',
        sentence: `${since}, a second pass ${counted(authentication.hoursApart, 'hour')} later is needed.`,
      };
}

function logsIn(protocol: 'SMTP' | 'IMAP', works: boolean): Criterion {
  const name = `${protocol.toLowerCase()}-login`;
  return works
    ? { name, state: 'pass', sentence: `The ${protocol} login works.` }
    : { name, state: 'fail', sentence: `The ${protocol} login does not work.` };
}
