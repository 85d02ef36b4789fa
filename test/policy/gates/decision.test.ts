import { expect, test } from 'vitest';
import { defaults } from '../../../policy/defaults.ts';
import { evaluateGates } from '../../../policy/gates/decision.ts';
import { notApplicable, pass, refuse, type Gate, type GateVerdict } from '../../../policy/gates/gate.ts';

const gate = (name: string, verdict: GateVerdict): Gate<null> => ({ name, judge: () => verdict });
const early = new Date('2026-03-02T10:00:00Z');
const late = new Date('2026-03-02T18:00:00Z');

test('what no gate refuses is allowed', () => {
  const decision = evaluateGates(
    [gate('a', pass), gate('b', notApplicable), gate('c', pass)],
    null,
    defaults,
  );
  expect(decision).toEqual({
    allowed: true,
    binding: null,
    until: null,
    sentence: 'Allowed: 2 gates passed.',
    verdicts: [
      { gate: 'a', verdict: 'pass' },
      { gate: 'b', verdict: 'not-applicable' },
      { gate: 'c', verdict: 'pass' },
    ],
    policyVersion: defaults.version,
  });
});

test('every gate is asked, also after a refusal', () => {
  const decision = evaluateGates(
    [gate('a', refuse(early, 'A.')), gate('b', refuse(late, 'B.')), gate('c', pass)],
    null,
    defaults,
  );
  expect(decision.verdicts.map(({ verdict }) => verdict)).toEqual(['refuse', 'refuse', 'pass']);
});

test.each<[string, Gate<null>[], string, Date | 'someone']>([
  ['the one that lasts longest', [gate('a', refuse(early, 'A.')), gate('b', refuse(late, 'B.'))], 'b', late],
  [
    'the one that waits for someone',
    [gate('a', refuse(late, 'A.')), gate('b', refuse('someone', 'B.'))],
    'b',
    'someone',
  ],
  [
    'the first of equals',
    [gate('a', refuse('someone', 'A.')), gate('b', refuse('someone', 'B.'))],
    'a',
    'someone',
  ],
])('the binding gate is %s', (_, gates, binding, until) => {
  const decision = evaluateGates(gates, null, defaults);
  expect(decision).toMatchObject({ allowed: false, binding, until, sentence: `${binding.toUpperCase()}.` });
});
