import { utcTime } from '../sentences.ts';
import { pass, refuse, type Gate } from './gate.ts';

/** Something above the send that somebody has paused. */
export interface Pause {
  readonly scope: 'mailbox' | 'domain' | 'tenant';
  readonly since: Date;
  /** Who paused it: the name of an API key, or the part of the product that did. Never an address. */
  readonly by: string | null;
}

export interface PausedSnapshot {
  readonly pauses: readonly Pause[];
}

/** Nothing is sent while mailbox, domain or tenant is paused: until somebody resumes all that are. */
export const pausedGate: Gate<PausedSnapshot> = {
  name: 'paused',
  judge: ({ pauses }) => {
    if (pauses.length === 0) return pass;
    const sentences = pauses.map(
      ({ scope, since, by }) =>
        `The ${scope} is paused since ${utcTime(since)}${by === null ? '' : ` by ${by}`}.`,
    );
    return refuse('someone', sentences.join(' '));
  },
};
