import { expect, test } from 'vitest';
import { pauseSentence } from '../../../policy/warmup/hold.ts';

const running = { pausedAt: null };
const paused = { pausedAt: new Date('2026-03-01T09:00:00Z') };

test.each([
  ['tenant', { tenant: paused, domain: paused, mailbox: paused }],
  ['domain', { tenant: running, domain: paused, mailbox: paused }],
  ['mailbox', { tenant: running, domain: running, mailbox: paused }],
])('the widest pause is named: %s', (name, scopes) => {
  expect(pauseSentence(scopes)).toBe(
    `The ${name} is paused since 2026-03-01T09:00:00Z: nothing is sent until somebody resumes it.`,
  );
});

test('what nobody paused has no sentence', () => {
  expect(pauseSentence({ tenant: running, domain: running, mailbox: running })).toBeNull();
});
