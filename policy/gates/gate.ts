import type { Policy } from '../schema.ts';

/**
 * One reason for which a send may be refused now. `until` is when asking again makes sense; `someone` means that time
 * alone doesn't help. `not-applicable`: the snapshot has nothing for this gate to judge.
 *
 * A sentence may be shown in the Temporal UI: it names no address, person or text of a mail.
 */
export type GateVerdict =
  | { readonly verdict: 'pass' }
  | { readonly verdict: 'not-applicable' }
  | { readonly verdict: 'refuse'; readonly until: Date | 'someone'; readonly sentence: string };

/** A gate asks for the part of a snapshot that it judges, so one gate serves every kind of send that has that part. */
export interface Gate<Snapshot> {
  /** Stored in decisions: never renamed. */
  readonly name: string;
  readonly judge: (snapshot: Snapshot, policy: Policy) => GateVerdict;
}

export const pass: GateVerdict = { verdict: 'pass' };
export const notApplicable: GateVerdict = { verdict: 'not-applicable' };

export function refuse(until: Date | 'someone', sentence: string): GateVerdict {
  return { verdict: 'refuse', until, sentence };
}
