import type { Policy } from '../schema.ts';
import { counted } from '../sentences.ts';
import type { Gate, GateVerdict } from './gate.ts';

/** The stored answer of all gates for one send. */
export interface Decision {
  readonly allowed: boolean;
  /** The gate that binds; null when allowed. */
  readonly binding: string | null;
  /** When it may be tried again; null when allowed. */
  readonly until: Date | 'someone' | null;
  /** What people read, wherever they look. */
  readonly sentence: string;
  readonly verdicts: readonly ({ readonly gate: string } & GateVerdict)[];
  readonly policyVersion: string;
}

/**
 * Asks every gate, also after one has refused, since the decision shows all reasons at once. The binding gate is the one
 * that refuses longest (`someone` is for ever), so that there is a point in trying again at `until`; among equals the first.
 */
export function evaluateGates<Snapshot>(
  gates: readonly Gate<Snapshot>[],
  snapshot: Snapshot,
  policy: Policy,
): Decision {
  const verdicts = gates.map(({ name, judge }) => ({ gate: name, ...judge(snapshot, policy) }));
  const refusals = verdicts.filter((one) => one.verdict === 'refuse');
  const [first, ...others] = refusals;
  const policyVersion = policy.version;
  if (!first) {
    const passed = verdicts.filter(({ verdict }) => verdict === 'pass').length;
    const sentence = `Allowed: ${counted(passed, 'gate')} passed.`;
    return { allowed: true, binding: null, until: null, sentence, verdicts, policyVersion };
  }
  const binding = others.reduce(
    (longest, one) => (endOf(one.until) > endOf(longest.until) ? one : longest),
    first,
  );
  const { gate, until, sentence } = binding;
  return { allowed: false, binding: gate, until, sentence, verdicts, policyVersion };
}

function endOf(until: Date | 'someone'): number {
  return until === 'someone' ? Infinity : until.getTime();
}
