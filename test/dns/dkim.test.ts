import { generateKeyPairSync } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { checkDkim } from '../../dns/dkim.ts';
import { dnsWorld } from './zones.ts';

const world = dnsWorld();

function rsaKey(modulusLength: number, type: 'spki' | 'pkcs1' = 'spki'): string {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength });
  return publicKey.export({ type, format: 'der' }).toString('base64');
}

function ed25519Key(): string {
  const { publicKey } = generateKeyPairSync('ed25519');
  return publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('base64');
}

async function look(record: string | string[]) {
  world.publish('one.test', { 's1._domainkey': record });
  return checkDkim('one.test', 's1', world.resolver);
}

test('passes a key of 2,048 bits, and recommends it to one of 1,024', async () => {
  expect(await look(`v=DKIM1; k=rsa; p=${rsaKey(2048)}`)).toMatchObject({
    state: 'pass',
    evidence: { bits: 2048 },
  });
  const { state, sentence } = await look(`v=DKIM1; k=rsa; p=${rsaKey(1024)};`);
  expect(state).toBe('pass');
  expect(sentence).toContain('2048 are recommended');
});

test('passes what the RFC allows: no version, a bare RSAPublicKey, spaces in the key, Ed25519, a key in test', async () => {
  const key = rsaKey(2048);
  for (const record of [
    `p=${key}`,
    `k=rsa; p=${rsaKey(2048, 'pkcs1')}`,
    `v=DKIM1; p=${key.slice(0, 100)} ${key.slice(100)}`,
    `v=DKIM1; k=ed25519; p=${ed25519Key()}`,
    `v=DKIM1; t=y; s=email; h=sha1:sha256; n=note; p=${key}`,
    `v=DKIM1; s=*; p=${key}`,
  ]) {
    expect(await look(record), record.slice(0, 40)).toMatchObject({ state: 'pass' });
  }
});

test.each([
  ['a key too short', `v=DKIM1; p=${rsaKey(768)}`, '768 bits'],
  ['a revoked key', 'v=DKIM1; k=rsa; p=', 'revoked'],
  ['no key', 'v=DKIM1; k=rsa', 'not a DKIM key'],
  ['another text', 'hello', 'not a DKIM key'],
  ['garbage in place of a key', 'v=DKIM1; p=abcd', 'RSA key'],
  ['another version', `v=DKIM2; p=${rsaKey(1024)}`, 'version'],
  ['a version that comes late', `k=rsa; v=DKIM1; p=${rsaKey(1024)}`, 'version'],
  ['another service', `v=DKIM1; s=calendar; p=${rsaKey(1024)}`, 'not meant for mail'],
  ['sha1 only', `v=DKIM1; h=sha1; p=${rsaKey(1024)}`, 'sha256'],
  ['an unknown type', 'v=DKIM1; k=dsa; p=abcd', 'unknown type'],
  ['a short Ed25519 key', 'v=DKIM1; k=ed25519; p=abcd', '32 bytes'],
  ['two records', ['v=DKIM1; p=', `v=DKIM1; p=${rsaKey(1024)}`], 'more than one'],
])('fails %s', async (_name, record, words) => {
  const { state, sentence } = await look(record);
  expect(state).toBe('fail');
  expect(sentence).toContain(words);
});

test('fails a selector without a record', async () => {
  expect(await checkDkim('one.test', 'other', world.resolver)).toMatchObject({ state: 'fail' });
});

test('a resolver’s hiccup is never a fault', async () => {
  onTestFinished(() => world.server.faults.clear());
  world.server.faults.set('s1._domainkey.one.test', 'servfail');
  expect(await look('v=DKIM1; p=')).toMatchObject({ state: 'unknown' });
});
