import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { openKeyring } from '../../store/keys.ts';

const key = () => randomBytes(32).toString('base64');
const [sealingKey, olderSealingKey, lookupKey, olderLookupKey] = [key(), key(), key(), key()];
const keyring = openKeyring({ sealing: `k1:${sealingKey}`, lookup: `l1:${lookupKey}` });
const place = { tenantId: 'tenant-1', rowId: 'mailbox-1', column: 'mailbox.sealed_secret' };

describe('a sealed secret', () => {
  test('opens in its place', () => {
    const sealed = keyring.seal('pässword', place);
    expect(sealed).toMatch(/^k1:[\w-]+$/);
    expect(sealed).not.toContain('pässword');
    expect(keyring.open(sealed, place)).toBe('pässword');
  });

  test('is another each time', () => {
    expect(keyring.seal('password', place)).not.toBe(keyring.seal('password', place));
  });

  test.each([
    ['tenant', { tenantId: 'tenant-2' }],
    ['row', { rowId: 'mailbox-2' }],
    ['column', { column: 'mailbox.username' }],
    ['row with parts shifted', { tenantId: 'tenant-1mailbox', rowId: '-1' }],
  ])('does not open in another %s', (_, other) => {
    const sealed = keyring.seal('password', place);
    expect(() => keyring.open(sealed, { ...place, ...other })).toThrow(
      'was sealed for another row, or changed',
    );
  });

  test('does not open once a bit of it has changed', () => {
    const [id = '', body = ''] = keyring.seal('password', place).split(':');
    const bytes = Buffer.from(body, 'base64url');
    for (let index = 0; index < bytes.length; index++) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => keyring.open(`${id}:${changed.toString('base64url')}`, place)).toThrow();
    }
  });

  test('opens with an older key, and is sealed anew with the one in use', () => {
    const older = openKeyring({ sealing: `k0:${olderSealingKey}`, lookup: `l1:${lookupKey}` });
    const both = openKeyring({
      sealing: `k1:${sealingKey},k0:${olderSealingKey}`,
      lookup: `l1:${lookupKey}`,
    });
    const sealed = older.seal('password', place);
    expect(both.open(sealed, place)).toBe('password');
    const resealed = both.reseal(sealed, place) ?? '';
    expect(resealed).toMatch(/^k1:/);
    expect(keyring.open(resealed, place)).toBe('password');
    expect(both.reseal(resealed, place)).toBeNull();
  });

  test('says which key is missing', () => {
    const other = openKeyring({ sealing: `k9:${key()}`, lookup: `l1:${lookupKey}` });
    expect(() => other.open(keyring.seal('password', place), place)).toThrow('SAMOVAR_KEYS lacks the key k1');
  });
});

describe('a look-up of an address', () => {
  test('is the same for every spelling', () => {
    const lookup = keyring.lookup('Anna.Muster@Bücher.example');
    expect(lookup).toMatch(/^l1:[\w-]{43}$/);
    for (const spelling of [
      'anna.muster@bücher.example',
      'ANNA.MUSTER@BÜCHER.EXAMPLE',
      'anna.muster@xn--bcher-kva.example',
      ' anna.muster@xn--BCHER-kva.example ',
    ]) {
      expect(keyring.lookup(spelling)).toBe(lookup);
    }
    expect(keyring.lookup('\u0045\u0301va@acme.example')).toBe(keyring.lookup('\u00c9va@acme.example'));
  });

  test('is another for another address, and under another key', () => {
    expect(keyring.lookup('anna@acme.example')).not.toBe(keyring.lookup('anne@acme.example'));
    const other = openKeyring({ sealing: `k1:${sealingKey}`, lookup: `l1:${olderLookupKey}` });
    expect(other.lookup('anna@acme.example')).not.toBe(keyring.lookup('anna@acme.example'));
  });

  test('finds what was written under every key there ever was', () => {
    const older = openKeyring({ sealing: `k1:${sealingKey}`, lookup: `l0:${olderLookupKey}` });
    const both = openKeyring({ sealing: `k1:${sealingKey}`, lookup: `l1:${lookupKey},l0:${olderLookupKey}` });
    expect(both.lookups('anna@acme.example')).toEqual([
      keyring.lookup('anna@acme.example'),
      older.lookup('anna@acme.example'),
    ]);
    expect(both.messageKeys()).toEqual([keyring.messageKey(), older.messageKey()]);
  });

  test.each(['', 'anna', '@acme.example', 'anna@', 'anna@acme example'])(
    'refuses %j without repeating it',
    (text) => {
      expect(() => keyring.lookup(text)).toThrow(expect.objectContaining({ code: 'validation-failed' }));
      expect(() => keyring.lookup(text)).toThrow('This is not an e-mail address.');
    },
  );
});

test('keys for one purpose are of no use for another', () => {
  expect(keyring.messageKey()).toHaveLength(32);
  expect(keyring.messageKey().toString('base64')).not.toBe(lookupKey);
});

test.each([
  ['', 'SAMOVAR_KEYS has no key. Make a key with'],
  ['k1', 'Key 1 of SAMOVAR_KEYS is not id:key'],
  [`K 1:${sealingKey}`, 'Key 1 of SAMOVAR_KEYS is not id:key'],
  [`k1:${sealingKey},k2:not base64`, 'Key 2 of SAMOVAR_KEYS is not id:key'],
  ['k1:c2hvcnQ=', 'Key k1 of SAMOVAR_KEYS has 5 bytes instead of 32'],
  [`k1:${sealingKey},k1:${olderSealingKey}`, 'SAMOVAR_KEYS has two keys with the id k1'],
])('a wrong setting is named with its fix, and never quoted: %#', (sealing, message) => {
  expect(() => openKeyring({ sealing, lookup: `l1:${lookupKey}` })).toThrow(message);
  expect(() => openKeyring({ sealing, lookup: `l1:${lookupKey}` })).not.toThrow(sealingKey);
});
