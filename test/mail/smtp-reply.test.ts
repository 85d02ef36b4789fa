import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readReply } from '../../mail/smtp-reply.ts';

test.each([
  ['250 2.1.5 ok', { code: 250, enhancedCode: '2.1.5', text: 'ok' }],
  ['250 ok', { code: 250, enhancedCode: null, text: 'ok' }],
  ['354', { code: 354, enhancedCode: null, text: '' }],
  ['550-5.1.1 no\r\n550 5.1.1 such user', { code: 550, enhancedCode: '5.1.1', text: 'no such user' }],
  ['550-no\n550 5.1.1 such user', { code: 550, enhancedCode: '5.1.1', text: 'no such user' }],
  ['550 5.7.515', { code: 550, enhancedCode: '5.7.515', text: '' }],
  ['451 4.7.1.2 odd', { code: 451, enhancedCode: null, text: '4.7.1.2 odd' }],
  ['220 3.1.1 no such class', { code: 220, enhancedCode: null, text: '3.1.1 no such class' }],
])('reads %j', (reply, expected) => {
  expect(readReply(reply)).toEqual(expected);
});

test.each(['', 'HELLO', '25 ok', '2500 ok', '\r\n'])('does not take %j for a reply', (text) => {
  expect(readReply(text)).toBeNull();
});

test('reads or refuses anything without failing', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const reply = readReply(text);
      expect(reply === null || (reply.code >= 0 && reply.code <= 999)).toBe(true);
    }),
  );
});
