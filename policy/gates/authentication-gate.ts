import { counted, utcTime } from '../sentences.ts';
import { pass, refuse, type Gate } from './gate.ts';

export interface AuthenticationSnapshot {
  readonly authentication: {
    /** The newest verdict that was one: a resolver's hiccup is none. Null when there never was one. */
    readonly lastKnown: 'pass' | 'fail' | null;
    readonly failuresInARow: number;
    readonly nextCheckAt: Date;
  };
}

/**
 * SPF, DKIM and DMARC of the sending domain pass. One failure may be a mistake of the check; two in a row stop the mail
 * until a check passes again. What was never seen to pass isn't trusted.
 */
export const authenticationGate: Gate<AuthenticationSnapshot> = {
  name: 'authentication',
  judge: ({ authentication }, policy) => {
    const { lastKnown, failuresInARow, nextCheckAt } = authentication;
    const next = `the next check is at ${utcTime(nextCheckAt)}`;
    if (lastKnown === null) {
      return refuse(nextCheckAt, `The domain authentication has not been checked yet: ${next}.`);
    }
    if (lastKnown === 'fail' && failuresInARow >= policy.authentication.failuresToStop) {
      const times = counted(failuresInARow, 'time');
      return refuse(nextCheckAt, `The domain authentication failed ${times} in a row: ${next}.`);
    }
    return pass;
  },
};
