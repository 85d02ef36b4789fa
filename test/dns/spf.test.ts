import { expect, onTestFinished, test } from 'vitest';
import { checkSpf } from '../../dns/spf.ts';
import { dnsWorld } from './zones.ts';

const world = dnsWorld();

const ip4 = (count: number) => Array.from({ length: count }, (_, index) => `ip4:192.0.2.${index}`).join(' ');

async function look(texts: Record<string, string | string[]>) {
  world.publish('one.test', texts);
  return checkSpf('one.test', world.resolver);
}

test.each([
  'v=spf1 -all',
  'V=SPF1 ip4:192.0.2.0/24 ip6:2001:db8::/32 ~all',
  'v=spf1 a:mail.one.test mx/24 a//64 mx:one.test/24//64 ?all',
  'v=spf1 exists:%{ir}.%{v}._spf.%{d2} -all',
  'v=spf1 -all future=ignored exp=explain.one.test',
  `v=spf1 ${ip4(40)} -all`,
])('passes %s', async (record) => {
  const texts = { '@': record, mail: 'a server' };
  world.publish('one.test', texts, [
    { type: 'A', name: 'mail.one.test', address: '192.0.2.1' },
    { type: 'A', name: 'one.test', address: '192.0.2.1' },
    { type: 'MX', name: 'one.test', exchange: 'mail.one.test' },
  ]);
  expect(await checkSpf('one.test', world.resolver)).toMatchObject({ state: 'pass', evidence: { record } });
});

test.each([
  ['v=spf1 ip4:192.0.2.300 -all', 'ip4:192.0.2.300'],
  ['v=spf1 ip4:192.0.2.0/33 -all', 'ip4:192.0.2.0/33'],
  ['v=spf1 ip6:192.0.2.1 -all', 'ip6:192.0.2.1'],
  ['v=spf1 include -all', 'include'],
  ['v=spf1 include: -all', 'include:'],
  ['v=spf1 inlcude:one.test -all', 'inlcude:one.test'],
  ['v=spf1 all:one.test', 'all:one.test'],
  ['v=spf1 a:one.test/33 -all', 'a:one.test/33'],
  ['v=spf1 exists:%x.one.test -all', 'exists:%x.one.test'],
  ['v=spf1 redirect=a.test redirect=b.test', 'redirect=b.test'],
  ['v=spf1 -all, ~all', '-all,'],
])('fails %s for its term', async (record, term) => {
  const { state, sentence } = await look({ '@': record });
  expect(state).toBe('fail');
  expect(sentence).toContain(`: ${term}`);
});

test('fails without a record, and with two', async () => {
  expect(await look({ '@': ['another text', 'v=spf10 -all'] })).toMatchObject({ state: 'fail' });
  const two = await look({ '@': ['v=spf1 -all', 'v=spf1 mx -all'] });
  expect(two).toMatchObject({ state: 'fail', sentence: 'There is more than one SPF record at one.test.' });
});

test('fails a record that lets everybody send, also through what it includes or redirects to', async () => {
  expect(await look({ '@': 'v=spf1 +all' })).toMatchObject({ state: 'fail' });
  expect(await look({ '@': 'v=spf1 all' })).toMatchObject({ state: 'fail' });
  expect(await look({ '@': 'v=spf1 include:open.one.test -all', open: 'v=spf1 +all' })).toMatchObject({
    state: 'fail',
  });
  expect(await look({ '@': 'v=spf1 redirect=open.one.test', open: 'v=spf1 +all' })).toMatchObject({
    state: 'fail',
  });
  expect(await look({ '@': 'v=spf1 -all redirect=open.one.test', open: 'v=spf1 +all' })).toMatchObject({
    state: 'pass',
  });
});

test('counts look-ups through includes and redirects: ten are right, eleven too many', async () => {
  const includes = (count: number) =>
    Array.from({ length: count }, (_, index) => `include:i${index}.one.test`).join(' ');
  const empty = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`i${index}`, 'v=spf1 ip4:192.0.2.1 ?all']),
    );

  expect(await look({ '@': `v=spf1 ${includes(10)} -all`, ...empty(10) })).toMatchObject({
    state: 'pass',
    evidence: { lookUps: 10 },
  });
  expect(await look({ '@': `v=spf1 ${includes(11)} -all`, ...empty(11) })).toMatchObject({
    state: 'fail',
    sentence: 'SPF needs more than 10 look-ups.',
  });
  const nested = { '@': 'v=spf1 redirect=deep.one.test', deep: `v=spf1 ${includes(10)} -all`, ...empty(10) };
  expect(await look(nested)).toMatchObject({ state: 'fail' });
  expect(await look({ '@': `v=spf1 ${'exists:%{i}.one.test '.repeat(11)}-all` })).toMatchObject({
    state: 'fail',
  });
});

test('a record that includes itself ends', async () => {
  expect(await look({ '@': 'v=spf1 include:one.test -all' })).toMatchObject({ state: 'fail' });
});

test('an include of a domain without SPF is a fault', async () => {
  const { state, sentence } = await look({ '@': 'v=spf1 include:none.one.test -all' });
  expect(state).toBe('fail');
  expect(sentence).toBe('SPF refers to none.one.test, which has no SPF record.');
});

test('two names that do not exist are right, three too many', async () => {
  expect(await look({ '@': 'v=spf1 a:x.one.test mx:y.one.test -all' })).toMatchObject({
    state: 'pass',
    evidence: { voidLookUps: 2 },
  });
  expect(await look({ '@': 'v=spf1 a:x.one.test mx:y.one.test a:z.one.test -all' })).toMatchObject({
    state: 'fail',
  });
});

test('a resolver’s hiccup is never a fault', async () => {
  onTestFinished(() => world.server.faults.clear());
  const texts = { '@': 'v=spf1 include:i.one.test -all', i: 'v=spf1 -all' };
  world.server.faults.set('i.one.test', 'servfail');
  expect(await look(texts)).toMatchObject({
    state: 'unknown',
    evidence: { name: 'i.one.test', cause: 'ESERVFAIL' },
  });
  world.server.faults.set('one.test', 'timeout');
  expect(await look(texts)).toMatchObject({ state: 'unknown', evidence: { name: 'one.test' } });
});

test('what is wrong for certain is a fault, whatever the resolver did not answer', async () => {
  onTestFinished(() => world.server.faults.clear());
  world.server.faults.set('i.one.test', 'servfail');
  expect(await look({ '@': 'v=spf1 include:i.one.test ip4:nonsense -all' })).toMatchObject({ state: 'fail' });
});
