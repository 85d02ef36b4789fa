import { expect, test } from 'vitest';
import { checkAuthentication } from '../../dns/authentication.ts';
import { recordsToPublish } from '../../dns/records.ts';
import { generateDkimKey } from '../../local/dns/mail-zone.ts';
import { dnsWorld } from './zones.ts';

const world = dnsWorld();

test('a domain that publishes what it is told to passes', async () => {
  const { publicKey } = await generateDkimKey();
  const records = recordsToPublish({
    domain: 'one.test',
    spfInclude: '_spf.provider.test',
    dkim: { selector: 's1', record: { type: 'TXT', value: `v=DKIM1; k=rsa; p=${publicKey}` } },
    reportAddress: 'dmarc@one.test',
  });
  world.publish('provider.test', { _spf: 'v=spf1 ip4:192.0.2.0/24 ~all' });
  world.server.zones.put('one.test', [
    ...records.map(({ name, value }) => ({ type: 'TXT' as const, name, text: value ?? '' })),
    { type: 'MX', name: 'one.test', exchange: 'mx.provider.test' },
  ]);
  const checks = await checkAuthentication({
    domain: 'one.test',
    dkimSelector: 's1',
    resolver: world.resolver,
  });
  for (const name of ['spf', 'dkim', 'dmarc', 'mx'] as const) {
    expect(checks[name], checks[name].sentence).toMatchObject({ state: 'pass' });
  }
});

test('leaves out a key that only the provider knows, and lets reports go to another domain', () => {
  const records = recordsToPublish({
    domain: 'one.test',
    spfInclude: null,
    dkim: { selector: 'google' },
    reportAddress: 'one@reports.test',
  });
  expect(records.map(({ type, name, value }) => [type, name, value])).toEqual([
    ['TXT', 'one.test', 'v=spf1 mx ~all'],
    ['TXT', 'google._domainkey.one.test', null],
    ['TXT', '_dmarc.one.test', 'v=DMARC1; p=none; rua=mailto:one@reports.test'],
    ['TXT', 'one.test._report._dmarc.reports.test', 'v=DMARC1'],
  ]);
});
