import dns2 from 'dns2';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { createResolver } from '../../dns/resolver.ts';
import { dnsWorld } from './zones.ts';

const world = dnsWorld();

test('finds what is published, long texts in one piece', async () => {
  const long = `v=DKIM1; p=${'a'.repeat(700)}`;
  world.publish('one.test', { '@': ['first', 'second'], key: long }, [
    { type: 'MX', name: 'one.test', exchange: 'late.one.test', priority: 20 },
    { type: 'MX', name: 'one.test', exchange: 'early.one.test', priority: 10 },
    { type: 'A', name: 'early.one.test', address: '192.0.2.1' },
  ]);
  const { resolver } = world;
  const texts = await resolver.txt('one.test');
  expect(texts.state === 'found' && texts.records.sort()).toEqual(['first', 'second']);
  expect(await resolver.txt('key.one.test')).toEqual({ state: 'found', records: [long] });
  expect(await resolver.mx('one.test')).toEqual({
    state: 'found',
    records: [
      { priority: 10, exchange: 'early.one.test' },
      { priority: 20, exchange: 'late.one.test' },
    ],
  });
  expect(await resolver.a('early.one.test')).toEqual({ state: 'found', records: ['192.0.2.1'] });
});

test('a name that does not exist, and one without such a record, are an answer', async () => {
  world.publish('one.test', { '@': 'text' });
  expect(await world.resolver.txt('missing.one.test')).toEqual({ state: 'none' });
  expect(await world.resolver.mx('one.test')).toEqual({ state: 'none' });
  expect(await world.resolver.aaaa('one.test')).toEqual({ state: 'none' });
});

test('a server that fails or is silent is none', async () => {
  world.publish('one.test', { failing: 'text', silent: 'text' });
  world.server.faults.set('failing.one.test', 'servfail');
  world.server.faults.set('silent.one.test', 'timeout');
  onTestFinished(() => world.server.faults.clear());
  expect(await world.resolver.txt('failing.one.test')).toEqual({ state: 'unknown', cause: 'ESERVFAIL' });
  expect(await world.resolver.txt('silent.one.test')).toEqual({ state: 'unknown', cause: 'ETIMEOUT' });
});

test('without any server nothing is known', async () => {
  const resolver = createResolver({ servers: ['127.0.0.1:1'], timeoutMs: 100 });
  expect(await resolver.txt('one.test')).toMatchObject({ state: 'unknown' });
});

test('a null MX has an empty exchange', async () => {
  const nullMx = { ttl: 1, priority: 0, exchange: '' };
  const server = dns2.createUDPServer((request, send) => {
    const response = dns2.Packet.createResponseFromRequest(request);
    const [question] = request.questions;
    if (question) response.answers.push(dns2.Packet.createResourceFromQuestion(question, nullMx));
    void send(response);
  });
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const resolver = createResolver({ servers: [`127.0.0.1:${server.address().port}`] });
  expect(await resolver.mx('silent.test')).toEqual({
    state: 'found',
    records: [{ priority: 0, exchange: '' }],
  });
});
