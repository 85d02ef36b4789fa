import { expect, onTestFinished, test } from 'vitest';
import { checkDmarc, parseDmarc, treeWalk } from '../../dns/dmarc.ts';
import { dnsWorld } from './zones.ts';

const world = dnsWorld();

test('finds the domain’s own record', async () => {
  world.publish('one.test', { _dmarc: ['another text', 'v=DMARC1; p=quarantine; rua=mailto:d@one.test'] });
  expect(await checkDmarc('one.test', world.resolver)).toMatchObject({
    state: 'pass',
    evidence: { name: '_dmarc.one.test', policy: 'quarantine' },
  });
});

test('a subdomain is covered by its organisation: the record with the fewest labels', async () => {
  world.publish('one.test', { _dmarc: 'v=DMARC1; p=reject; sp=none', '_dmarc.b': 'v=DMARC1; p=quarantine' });
  expect(await checkDmarc('a.b.one.test', world.resolver)).toMatchObject({
    state: 'pass',
    evidence: { name: '_dmarc.one.test', policy: 'none' },
  });
});

test('psd=n ends the walk, psd=y leaves the word to the organisation below', async () => {
  world.publish('one.test', { _dmarc: 'v=DMARC1; p=reject; psd=y', '_dmarc.b': 'v=DMARC1; p=quarantine' });
  expect(await checkDmarc('a.b.one.test', world.resolver)).toMatchObject({
    evidence: { name: '_dmarc.b.one.test' },
  });
  expect(await checkDmarc('c.one.test', world.resolver)).toMatchObject({
    evidence: { name: '_dmarc.one.test' },
  });
  world.publish('one.test', { _dmarc: 'v=DMARC1; p=reject', '_dmarc.b': 'v=DMARC1; p=quarantine; psd=n' });
  expect(await checkDmarc('a.b.one.test', world.resolver)).toMatchObject({
    evidence: { name: '_dmarc.b.one.test' },
  });
});

test('fails without a record, with two, with one that is not valid', async () => {
  world.publish('one.test', { '@': 'text' });
  expect(await checkDmarc('one.test', world.resolver)).toMatchObject({ state: 'fail' });
  world.publish('one.test', { _dmarc: ['v=DMARC1; p=none', 'v=DMARC1; p=reject'] });
  expect(await checkDmarc('one.test', world.resolver)).toMatchObject({ state: 'fail' });
  world.publish('one.test', { _dmarc: 'v=DMARC1; p=sometimes' });
  expect(await checkDmarc('one.test', world.resolver)).toMatchObject({ state: 'fail' });
});

test('a resolver’s hiccup is never a fault', async () => {
  onTestFinished(() => world.server.faults.clear());
  world.publish('one.test', { '@': 'text' });
  world.server.faults.set('_dmarc.one.test', 'servfail');
  expect(await checkDmarc('one.test', world.resolver)).toMatchObject({ state: 'unknown' });
  expect(await checkDmarc('a.one.test', world.resolver)).toMatchObject({ state: 'unknown' });
});

test.each([
  ['v=DMARC1; p=none', { policy: 'none', subdomainPolicy: 'none', isTest: false }],
  ['v=DMARC1;p=Reject;sp=quarantine;t=y;', { policy: 'reject', subdomainPolicy: 'quarantine', isTest: true }],
  ['v=DMARC1; p=none; pct=50; ri=86400', { policy: 'none' }],
  [
    'v=DMARC1; rua=mailto:a@b.test, mailto:c@d.test',
    { policy: 'none', reportUris: ['mailto:a@b.test', 'mailto:c@d.test'] },
  ],
])('reads %s', (text, expected) => {
  expect(parseDmarc(text)).toMatchObject(expected);
});

test.each([
  'v=DMARC1',
  'v=dmarc1; p=none',
  'v=DMARC1.1; p=none',
  'p=none; v=DMARC1',
  'v=DMARC1; p=none; p=reject',
  '',
])('ignores %j as receivers do', (text) => expect(parseDmarc(text)).toBeNull());

test('asks at most eight names', () => {
  expect(treeWalk('mail.one.test')).toEqual(['mail.one.test', 'one.test', 'test']);
  const deep = treeWalk('a.b.c.d.e.f.g.h.i.j.one.test');
  expect(deep).toHaveLength(8);
  expect(deep[1]).toBe('f.g.h.i.j.one.test');
  expect(deep.at(-1)).toBe('test');
});
