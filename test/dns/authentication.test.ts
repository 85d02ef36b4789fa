import { expect, onTestFinished, test } from 'vitest';
import { checkAuthentication } from '../../dns/authentication.ts';
import { checkMx } from '../../dns/mx.ts';
import { generateDkimKey, mailZone } from '../../local/dns/mail-zone.ts';
import { dnsWorld } from './zones.ts';

const world = dnsWorld();

test('a domain as the local stack publishes it passes every check', async () => {
  const dkim = await generateDkimKey('s1');
  world.server.zones.put('one.test', mailZone({ domain: 'one.test', dkim }));
  const checks = await checkAuthentication({
    domain: 'one.test',
    dkimSelector: 's1',
    resolver: world.resolver,
  });
  const { spf, dkim: key, dmarc, mx } = checks;
  for (const check of [spf, key, dmarc, mx]) expect(check, check.sentence).toMatchObject({ state: 'pass' });
  expect(checks.provider).toBe('other');
});

test('a domain with nothing published fails every check', async () => {
  const checks = await checkAuthentication({
    domain: 'none.test',
    dkimSelector: 's1',
    resolver: world.resolver,
  });
  for (const name of ['spf', 'dkim', 'dmarc', 'mx'] as const) expect(checks[name].state).toBe('fail');
});

test('a silent DNS fails none of them', async () => {
  onTestFinished(() => world.server.faults.clear());
  for (const name of ['one.test', 's1._domainkey.one.test', '_dmarc.one.test'])
    world.server.faults.set(name, 'timeout');
  const checks = await checkAuthentication({
    domain: 'one.test',
    dkimSelector: 's1',
    resolver: world.resolver,
  });
  for (const name of ['spf', 'dkim', 'dmarc', 'mx'] as const) expect(checks[name].state).toBe('unknown');
});

test('tells who runs the domain’s mail', async () => {
  world.publish('one.test', {}, [{ type: 'MX', name: 'one.test', exchange: 'mx.yandex.net' }]);
  const { provider } = await checkAuthentication({
    domain: 'one.test',
    dkimSelector: 's1',
    resolver: world.resolver,
  });
  expect(provider).toBe('yandex');
});

test('a null MX fails: answers could not come back', async () => {
  const nullMx = { state: 'found', records: [{ priority: 0, exchange: '' }] } as const;
  const resolver = { ...world.resolver, mx: async () => ({ ...nullMx, records: [...nullMx.records] }) };
  expect((await checkMx('one.test', resolver)).check).toMatchObject({ state: 'fail' });
});
