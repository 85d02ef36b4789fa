import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { expect, test } from 'vitest';
import { messageIdFor, sendIdFrom } from '../../mail/message-id.ts';
import { sendIdFromWarmupHeader, warmupHeader, warmupHeaderName } from '../../mail/warmup-header.ts';

const key = Buffer.alloc(32, 1);
const otherKey = Buffer.alloc(32, 2);

test('every send is recognised by its Message-ID, and only with the key', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.domain(), (sendId, domain) => {
      const messageId = messageIdFor(sendId, domain, key);
      expect(sendIdFrom(messageId, key)).toBe(sendId);
      expect(sendIdFrom(messageId.toUpperCase(), key)).toBe(sendId);
      expect(sendIdFrom(messageId, otherKey)).toBeNull();
    }),
  );
});

test('is the same at every attempt, and shows nothing of the id', () => {
  const sendId = uuidv7();
  const messageId = messageIdFor(sendId, 'one.test', key);
  expect(messageIdFor(sendId, 'one.test', key)).toBe(messageId);
  expect(messageId).toMatch(/^<[a-z2-7]{36}@one\.test>$/);
  const [first, second] = [uuidv7(), uuidv7()].map((id) => messageIdFor(id, 'one.test', key).slice(0, 8));
  expect(first).not.toBe(second);
});

test('a change of any character makes it a stranger', () => {
  const messageId = messageIdFor(uuidv7(), 'one.test', key);
  for (let index = 1; index <= 36; index += 1) {
    const changed = messageId[index] === 'a' ? 'b' : 'a';
    expect(sendIdFrom(messageId.slice(0, index) + changed + messageId.slice(index + 1), key)).toBeNull();
  }
});

test.each(['', '<>', '<a@b>', 'CAF+x=y@mail.gmail.com', `<${'a'.repeat(36)}@one.test>`, '<a@b> <c@d>'])(
  'does not take %j for ours',
  (messageId) => expect(sendIdFrom(messageId, key)).toBeNull(),
);

test('a warm-up header names its send to the holder of the key only', () => {
  const sendId = uuidv7();
  const { name, value } = warmupHeader(sendId, key);
  expect(name).toBe(warmupHeaderName(key));
  expect(sendIdFromWarmupHeader(` ${value}\r\n`, key)).toBe(sendId);
  expect(sendIdFromWarmupHeader(value, otherKey)).toBeNull();
  expect(messageIdFor(sendId, 'one.test', key)).not.toContain(value);
});

test('a Message-ID is no warm-up header, and the other way round', () => {
  const sendId = uuidv7();
  const local = messageIdFor(sendId, 'one.test', key).slice(1, 37);
  expect(sendIdFromWarmupHeader(local, key)).toBeNull();
  expect(sendIdFrom(`<${warmupHeader(sendId, key).value}@one.test>`, key)).toBeNull();
});

test('installations do not share the name of the header', () => {
  const names = new Set(Array.from({ length: 64 }, (_, index) => warmupHeaderName(Buffer.alloc(32, index))));
  expect(names.size).toBeGreaterThan(48);
  for (const name of names) expect(name).toMatch(/^X-[A-Z][a-z]+-[A-Z][a-z]+-[A-Z][a-z]+$/);
});
