import { Resolver } from 'node:dns/promises';
import { expect, onTestFinished, test } from 'vitest';
import { startDnsServer } from '../../../local/dns/dns-server.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

async function startedControl() {
  const server = await startDnsServer({ dataDir: temporaryDirectory() });
  onTestFinished(() => server.stop());
  const resolver = new Resolver({ timeout: 10_000, tries: 1 });
  resolver.setServers([server.address]);
  const call = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${server.controlUrl}${path}`, {
      method,
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: text ? (JSON.parse(text) as unknown) : undefined };
  };
  return { resolver, call };
}

test('another process puts, reads and removes a zone', async () => {
  const { resolver, call } = await startedControl();
  const records = [{ type: 'MX', name: 'acme.test', exchange: 'mail.acme.test' }];

  expect(await call('PUT', '/zones/acme.test', { records })).toMatchObject({ status: 200 });
  expect(await resolver.resolveMx('acme.test')).toMatchObject([{ exchange: 'mail.acme.test', priority: 10 }]);
  expect(await call('GET', '/zones/acme.test')).toMatchObject({
    status: 200,
    body: { domain: 'acme.test', records },
  });
  expect(await call('GET', '/zones')).toMatchObject({ status: 200, body: [{ domain: 'acme.test' }] });

  expect(await call('DELETE', '/zones/acme.test')).toMatchObject({ status: 204 });
  expect(await call('DELETE', '/zones/acme.test')).toMatchObject({ status: 404 });
  await expect(resolver.resolveMx('acme.test')).rejects.toMatchObject({ code: 'ENOTFOUND' });
});

test('another process sets and ends a fault', async () => {
  const { resolver, call } = await startedControl();
  await call('PUT', '/zones/acme.test', {
    records: [{ type: 'A', name: 'acme.test', address: '127.0.0.1' }],
  });

  await call('PUT', '/faults/acme.test', { fault: 'servfail' });
  expect(await call('GET', '/faults')).toMatchObject({ body: [{ name: 'acme.test', fault: 'servfail' }] });
  await expect(resolver.resolve4('acme.test')).rejects.toMatchObject({ code: 'ESERVFAIL' });

  await call('DELETE', '/faults');
  expect(await resolver.resolve4('acme.test')).toEqual(['127.0.0.1']);
});

test('bad input is refused by the name of its field, and changes nothing', async () => {
  const { call } = await startedControl();
  const refused = await call('PUT', '/zones/acme.test', {
    records: [{ type: 'A', name: 'acme.test', address: 'x' }],
  });
  expect(refused.status).toBe(400);
  expect(JSON.stringify(refused.body)).toContain('records[0].address');
  expect(await call('PUT', '/zones/not..a..name', { records: [] })).toMatchObject({ status: 400 });
  expect(await call('PUT', '/faults/acme.test', { fault: 'sometimes' })).toMatchObject({ status: 400 });
  expect(await call('GET', '/elsewhere')).toMatchObject({ status: 404 });
  expect(await call('GET', '/zones')).toMatchObject({ body: [] });
});
