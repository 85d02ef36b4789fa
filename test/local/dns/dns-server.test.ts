import { createPublicKey } from 'node:crypto';
import { Resolver } from 'node:dns/promises';
import { expect, onTestFinished, test } from 'vitest';
import { startDnsServer, type DnsServer } from '../../../local/dns/dns-server.ts';
import { generateDkimKey, mailZone } from '../../../local/dns/mail-zone.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

async function startedServer(dataDir = temporaryDirectory()): Promise<DnsServer> {
  const server = await startDnsServer({ dataDir });
  onTestFinished(() => server.stop());
  return server;
}

function resolverOf(server: DnsServer, timeout = 10_000): Resolver {
  const resolver = new Resolver({ timeout, tries: 1 });
  resolver.setServers([server.address]);
  return resolver;
}

test("publishes a sending domain's mail server, SPF, DMARC and a 2048-bit DKIM key", async () => {
  const server = await startedServer();
  const resolver = resolverOf(server);
  const dkim = await generateDkimKey('s1');
  server.zones.put('acme.test', mailZone({ domain: 'acme.test', dkim, dmarcPolicy: 'reject' }));

  expect(await resolver.resolveMx('acme.test')).toEqual([
    expect.objectContaining({ exchange: 'mail.acme.test', priority: 10 }),
  ]);
  expect(await resolver.resolve4('mail.acme.test')).toEqual(['127.0.0.1']);
  expect(await resolver.resolveNs('acme.test')).toEqual(['ns.acme.test']);
  expect(await resolver.resolveTxt('acme.test')).toEqual([['v=spf1 mx -all']]);
  expect(await resolver.resolveTxt('_dmarc.acme.test')).toEqual([
    ['v=DMARC1; p=reject; rua=mailto:dmarc@acme.test'],
  ]);

  const [strings = []] = await resolver.resolveTxt('s1._domainkey.acme.test');
  expect(strings.length).toBe(2);
  const published = strings.join('').replace('v=DKIM1; k=rsa; p=', '');
  const key = createPublicKey({ key: Buffer.from(published, 'base64'), format: 'der', type: 'spki' });
  expect(key.asymmetricKeyDetails?.modulusLength).toBe(2048);
  expect(key.equals(createPublicKey(dkim.privateKey))).toBe(true);
});

test('says that a name does not exist, or that it exists without the asked type', async () => {
  const server = await startedServer();
  const resolver = resolverOf(server);
  server.zones.put('acme.test', [{ type: 'A', name: 'mail.eu.acme.test', address: '127.0.0.1' }]);

  await expect(resolver.resolveTxt('nothing.acme.test')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  await expect(resolver.resolveTxt('elsewhere.test')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  await expect(resolver.resolveTxt('mail.eu.acme.test')).rejects.toMatchObject({ code: 'ENODATA' });
  await expect(resolver.resolve4('eu.acme.test')).rejects.toMatchObject({ code: 'ENODATA' });
  await expect(resolver.resolve4('acme.test')).rejects.toMatchObject({ code: 'ENODATA' });
});

test('follows an alias into another zone, and fails where aliases go in circles', async () => {
  const server = await startedServer();
  const resolver = resolverOf(server);
  server.zones.put('acme.test', [
    { type: 'CNAME', name: 's1._domainkey.acme.test', target: 's1.keys.provider.test' },
    { type: 'CNAME', name: 'one.acme.test', target: 'two.acme.test' },
    { type: 'CNAME', name: 'two.acme.test', target: 'one.acme.test' },
  ]);
  server.zones.put('provider.test', [{ type: 'TXT', name: 's1.keys.provider.test', text: 'v=DKIM1; p=' }]);

  expect(await resolver.resolveTxt('s1._domainkey.acme.test')).toEqual([['v=DKIM1; p=']]);
  expect(await resolver.resolveCname('s1._domainkey.acme.test')).toEqual(['s1.keys.provider.test']);
  await expect(resolver.resolve4('one.acme.test')).rejects.toMatchObject({ code: 'ESERVFAIL' });
});

test('gives a text too long for UDP over TCP, unchanged', async () => {
  const server = await startedServer();
  const text = '0123456789 '.repeat(400);
  server.zones.put('acme.test', [{ type: 'TXT', name: 'long.acme.test', text }]);

  const [strings = []] = await resolverOf(server).resolveTxt('long.acme.test');
  expect(strings.join('')).toBe(text);
});

test('compares names without regard to case and the final dot', async () => {
  const server = await startedServer();
  server.zones.put('ACME.test.', [{ type: 'A', name: 'Mail.acme.TEST', address: '127.0.0.2' }]);
  expect(await resolverOf(server).resolve4('MAIL.Acme.test')).toEqual(['127.0.0.2']);
  expect(server.zones.get('acme.TEST')?.records).toEqual([
    { type: 'A', name: 'mail.acme.test', address: '127.0.0.2', ttlSeconds: 1 },
  ]);
});

test('fails or falls silent for a name on request, and recovers', async () => {
  const server = await startedServer();
  const resolver = resolverOf(server);
  server.zones.put('acme.test', [{ type: 'A', name: 'acme.test', address: '127.0.0.1' }]);

  server.faults.set('acme.test', 'servfail');
  await expect(resolver.resolve4('acme.test')).rejects.toMatchObject({ code: 'ESERVFAIL' });
  server.faults.set('acme.test', 'timeout');
  await expect(resolverOf(server, 200).resolve4('acme.test')).rejects.toMatchObject({ code: 'ETIMEOUT' });
  server.faults.clear('acme.test');
  expect(await resolver.resolve4('acme.test')).toEqual(['127.0.0.1']);
});

test('keeps its zones and its port across a restart', async () => {
  const dataDir = temporaryDirectory();
  const first = await startDnsServer({ dataDir });
  first.zones.put('acme.test', [{ type: 'A', name: 'acme.test', address: '127.0.0.3' }]);
  await first.stop();

  const second = await startedServer(dataDir);
  expect(second.port).toBe(first.port);
  expect(await resolverOf(second).resolve4('acme.test')).toEqual(['127.0.0.3']);
});

test('refuses a record outside its zone and a CNAME beside other records', async () => {
  const { zones } = await startedServer();
  expect(() => zones.put('acme.test', [{ type: 'A', name: 'other.test', address: '127.0.0.1' }])).toThrow(
    'other.test is not within the zone acme.test',
  );
  expect(() =>
    zones.put('acme.test', [
      { type: 'CNAME', name: 'www.acme.test', target: 'acme.test' },
      { type: 'A', name: 'www.acme.test', address: '127.0.0.1' },
    ]),
  ).toThrow('www.acme.test has a CNAME beside other records');
  expect(zones.list()).toEqual([]);
});
