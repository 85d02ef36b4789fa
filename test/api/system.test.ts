import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHarness, type Harness } from './harness.ts';

let api: Harness;
beforeAll(async () => {
  api = await openHarness();
});
afterAll(() => api.close());

test('says that it lives without a key', async () => {
  const { status, body, headers } = await api.call('GET', '/healthz');
  expect(status).toBe(200);
  expect(body).toEqual({ status: 'ok' });
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('x-powered-by')).toBeNull();
});
