import type { LedgerOutcome } from '../../store/sends.ts';

/** How submissions end, one of each. */
export const accepted = {
  kind: 'accepted',
  code: 250,
  enhancedCode: '2.0.0',
  wireMessageId: null,
} as const satisfies LedgerOutcome;
export const unknownUser = {
  kind: 'rejected',
  phase: 'rcpt',
  code: 550,
  enhancedCode: '5.1.1',
  permanence: 'permanent',
} as const satisfies LedgerOutcome;
export const greylisted = {
  kind: 'rejected',
  phase: 'final-reply',
  code: 451,
  enhancedCode: '4.7.1',
  permanence: 'transient',
} as const satisfies LedgerOutcome;
export const unreachable = {
  kind: 'not-handed-over',
  phase: 'connect',
  cause: 'unreachable',
  code: null,
  enhancedCode: null,
} as const satisfies LedgerOutcome;
export const noAnswer = { kind: 'unknown', phase: 'final-reply' } as const satisfies LedgerOutcome;
