import type { Send } from './database.ts';

export type SendState = Send['state'];

/**
 * The ledger's states, and which may follow each. Every change is a compare-and-set on the state (and, by a
 * submission, on its attempt), so what isn't here can't happen. A state that nothing but reports may follow is an
 * answer: the message is never submitted again. What leads from `unknown` back to `reserved` is the certainty of the
 * attempt itself, come late, that its message was not accepted.
 */
const nextStates: Readonly<Record<SendState, readonly SendState[]>> = {
  reserved: ['submitting', 'cancelled'],
  submitting: ['handing-over', 'reserved', 'rejected', 'cancelled'],
  'handing-over': ['accepted', 'rejected', 'unknown', 'reserved', 'delivered', 'bounced', 'complained'],
  unknown: ['accepted', 'rejected', 'reserved', 'delivered', 'bounced', 'complained'],
  accepted: ['delivered', 'bounced', 'complained'],
  delivered: ['bounced', 'complained'],
  rejected: [],
  bounced: [],
  complained: [],
  cancelled: [],
};

export const sendStates = Object.keys(nextStates) as SendState[];

/** The states from which a send may pass into `state`: the left side of a compare-and-set. */
export function statesBefore(state: SendState): SendState[] {
  return sendStates.filter((before) => nextStates[before].includes(state));
}

/** Whether a submission holds the send now, under a lease. */
export function isInFlight(state: SendState): state is 'submitting' | 'handing-over' {
  return state === 'submitting' || state === 'handing-over';
}
