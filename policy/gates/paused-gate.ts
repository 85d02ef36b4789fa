import { pausedSince } from '../warmup/hold.ts';
import { pass, refuse, type Gate } from './gate.ts';

/** Something above the send that somebody has paused. */
export interface Pause {
  readonly scope: 'mailbox' | 'domain' | 'tenant';
  readonly since: Date;
}

export interface PausedSnapshot {
  readonly pauses: readonly Pause[];
}

/** Nothing is sent while mailbox, domain or tenant is paused: until somebody resumes all that are. */
export const pausedGate: Gate<PausedSnapshot> = {
  name: 'paused',
  judge: ({ pauses }) => {
    if (pauses.length === 0) return pass;
    return refuse('someone', pauses.map(({ scope, since }) => pausedSince(scope, since)).join(' '));
  },
};
