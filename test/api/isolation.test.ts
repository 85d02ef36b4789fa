import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { routeTable } from '../../api/route-table.ts';
import { openHarness, type Harness } from './harness.ts';
import { countRows } from './rows.ts';
import { newDomain, newMailbox, newTenant, password, type TestTenant } from './tenant.ts';

/** What team A owns, and team B must not reach. */
interface Belongings {
  readonly tenant: TestTenant;
  readonly ids: Readonly<Record<string, string>>;
}

let api: Harness;
let alder: Belongings;
let birch: TestTenant;
beforeAll(async () => {
  api = await openHarness();
  birch = await newTenant(api, 'Birch');
  const tenant = await newTenant(api, 'Alder');
  const domain = await newDomain(api, tenant);
  const mailbox = await newMailbox(api, tenant, {}, domain);
  const { body: key } = await api.call<{ id: string }>('POST', '/v1/api-keys', {
    key: tenant.key,
    body: { name: 'k' },
  });
  const ids = { tenantId: tenant.tenantId, domainId: domain.id, mailboxId: mailbox.id, keyId: key.id };
  alder = { tenant, ids };
});
afterAll(() => api.close());

/** A valid body for each route that takes one, so that nothing but the foreign id can be what is refused. */
const bodies: Readonly<Record<string, object>> = {
  pauseTenant: { reason: 'x' },
  createTenantApiKey: { name: 'x' },
  pauseDomain: { reason: 'x' },
  pauseMailbox: { reason: 'x' },
  retireMailbox: { reason: 'x' },
  changeMailboxLogin: { kind: 'password', password },
  setWarmupPlan: {},
  setTenantWarmupPlan: {},
  extendWarmup: { days: 7, reason: 'x' },
  graduateAnyway: { decidedBy: 'x', reason: 'x' },
};

const withIds = routeTable.filter(({ params }) => params !== undefined);

function addressOf(path: string, ids: Readonly<Record<string, string>>): string {
  return path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => {
    const id = ids[name];
    if (id === undefined) throw new Error(`this test has no ${name}: add one`);
    return id;
  });
}

test('has a body for every route that takes an id and a body', () => {
  const needed = withIds.filter(({ body }) => body !== undefined).map(({ operationId }) => operationId);
  expect(Object.keys(bodies).sort()).toEqual(needed.sort());
});

describe.each(withIds.filter(({ audience }) => audience === 'tenant'))(
  '$method $path',
  ({ method, path, operationId }) => {
    test('knows no object of another tenant, and changes nothing', async () => {
      const before = await countRows(api.ownerUrl);
      const { status, body } = await api.call(method.toUpperCase(), addressOf(path, alder.ids), {
        key: birch.key,
        body: bodies[operationId],
      });
      expect(status).toBe(404);
      expect(body.code).toBe('not-found');
      expect(await countRows(api.ownerUrl)).toEqual(before);
    });

    test('does not tell a foreign id from one that nobody has, nor from one that is none', async () => {
      const strange = { domainId: 'x', mailboxId: '../..', keyId: "1' or 1=1", tenantId: '%00' };
      const nobody = Object.fromEntries(
        Object.keys(alder.ids).map((name) => [name, '01900000-0000-7000-8000-00000000dead']),
      );
      const encoded = Object.fromEntries(
        Object.entries(strange).map(([name, id]) => [name, encodeURIComponent(id)]),
      );
      for (const ids of [nobody, encoded]) {
        const call = { key: birch.key, body: bodies[operationId] };
        const { status } = await api.call(method.toUpperCase(), addressOf(path, ids), call);
        expect(status).toBe(404);
      }
    });
  },
);

describe.each(withIds.filter(({ audience }) => audience === 'platform'))(
  '$method $path',
  ({ method, path, operationId }) => {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');

    test.each(names)('knows nothing under a foreign %s', async (name) => {
      // Each id exists, one of them elsewhere: a tenant that there is not, or an object of another tenant.
      const foreign =
        name === 'tenantId' && names.length === 1 ? '01900000-0000-7000-8000-00000000dead' : birch.tenantId;
      const ids = { ...alder.ids, tenantId: foreign };
      const { status } = await api.call(method.toUpperCase(), addressOf(path, ids), {
        key: api.platformKey,
        body: bodies[operationId],
      });
      expect(status).toBe(404);
    });
  },
);

const lists = routeTable.filter(
  ({ query, audience }) => query?.shape['cursor'] !== undefined && audience === 'tenant',
);

test.each(lists)('$method $path lists nothing of another tenant', async ({ path }) => {
  const seen = async (key: string) => {
    const { body } = await api.call<{ items: { id: string }[] }>('GET', path, { key });
    return body.items.map(({ id }) => id);
  };
  const theirs = await seen(alder.tenant.key);
  expect(theirs.length).toBeGreaterThan(0);
  const own = await seen(birch.key);
  expect(own.filter((id) => theirs.includes(id))).toEqual([]);
});

test('a mailbox can’t be put into a domain of another tenant', async () => {
  const answer = await api.call('POST', '/v1/mailboxes', {
    key: birch.key,
    body: {
      domainId: alder.ids['domainId'],
      address: 'eve@elsewhere.example',
      senderName: 'Eve',
      preset: 'yandex',
      login: { kind: 'password', password },
    },
  });
  expect(answer.status).toBe(422);
  expect(answer.body.errors?.map(({ path }) => path)).toEqual(['domainId']);
});

test('a cursor of another tenant opens nothing', async () => {
  const path = `/v1/mailboxes?cursor=${alder.ids['domainId']}`;
  const { body } = await api.call<{ items: object[] }>('GET', path, { key: birch.key });
  expect(body.items).toEqual([]);
});

test('the same address may be a mailbox of two tenants only where the domain is: nowhere', async () => {
  const name = (await newDomain(api, alder.tenant)).name;
  const { status, body } = await api.call('POST', '/v1/domains', {
    key: birch.key,
    body: { name: name.toUpperCase(), dkimSelector: 's1' },
  });
  expect(status).toBe(409);
  expect(JSON.stringify(body)).not.toContain(alder.tenant.tenantId);
});
