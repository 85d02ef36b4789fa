import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openHarness, type Harness } from './harness.ts';
import { countRows, outboxOf, query } from './rows.ts';
import {
  mailboxRequest,
  newDomain,
  newMailbox,
  newTenant,
  password,
  type ChangedMailbox,
  type Mailbox,
  type TestTenant,
} from './tenant.ts';

let api: Harness;
let tenant: TestTenant;
let domain: { id: string; name: string };
beforeAll(async () => {
  api = await openHarness();
  tenant = await newTenant(api);
  domain = await newDomain(api, tenant);
});
afterAll(() => api.close());

const create = (body: object) => api.call<ChangedMailbox>('POST', '/v1/mailboxes', { key: tenant.key, body });

describe('creating', () => {
  test('takes in a mailbox and starts its warm-up', async () => {
    const { status, body, headers } = await create(mailboxRequest(domain));
    const { mailbox, workflows } = body;
    expect(status).toBe(202);
    expect(headers.get('location')).toBe(`/v1/mailboxes/${mailbox.id}`);
    expect(mailbox).toMatchObject({
      language: 'de',
      timeZone: 'Europe/Berlin',
      login: { kind: 'password', username: mailbox.address },
      warmup: { stage: 'checking', day: 0 },
    });
    const workflowId = `warmup:${mailbox.id}`;
    expect(workflows).toEqual([{ workflowId, url: `http://temporal.test/workflows/warmup%3A${mailbox.id}` }]);
    const [start, ...others] = await outboxOf(api.ownerUrl, workflowId);
    expect(others).toEqual([]);
    expect(start).toMatchObject({
      kind: 'start',
      input: { mailboxId: mailbox.id, tenantId: tenant.tenantId, domainId: domain.id },
    });
    expect(api.dispatched).toContain(start?.id);
    const read = await api.call<Mailbox>('GET', `/v1/mailboxes/${mailbox.id}`, { key: tenant.key });
    expect(read.body).toEqual(mailbox);
  });

  test.each([undefined, { optIn: false }])('starts nothing without opt-in (%j)', async (warmup) => {
    const own = await newDomain(api, tenant);
    const { status, body } = await create(mailboxRequest(own, { warmup }));
    expect(status).toBe(201);
    expect(body.workflows).toEqual([]);
    expect(body.mailbox.warmup).toBeNull();
  });

  test('takes servers from the preset, and the user name that is given', async () => {
    const { body } = await create(
      mailboxRequest(domain, {
        address: 'yandex@' + domain.name,
        preset: 'yandex',
        smtp: undefined,
        imap: undefined,
        login: { kind: 'xoauth2', username: 'box-7', accessToken: 'token' },
      }),
    );
    expect(body.mailbox).toMatchObject({
      smtp: { host: 'smtp.yandex.ru', port: 465, security: 'tls' },
      imap: { host: 'imap.yandex.ru', port: 993, security: 'tls' },
      login: { kind: 'xoauth2', username: 'box-7' },
    });
  });

  test('keeps the secret sealed for its own row', async () => {
    const mailbox = await newMailbox(api, tenant, {}, await newDomain(api, tenant));
    const [row] = await query<{ sealed: string; text: string }>(
      api.ownerUrl,
      'SELECT sealed_secret AS sealed, mailbox::text AS text FROM mailbox WHERE id = $1',
      [mailbox.id],
    );
    const place = { tenantId: tenant.tenantId, rowId: mailbox.id, column: 'mailbox.sealed_secret' };
    expect(api.context.keyring.open(row?.sealed ?? '', place)).toBe(password);
    expect(row?.text).not.toContain(password);
  });

  test('refuses an address that there is, in whatever letters, and says so', async () => {
    const before = await countRows(api.ownerUrl);
    const answer = await api.call('POST', '/v1/mailboxes', {
      key: tenant.key,
      body: mailboxRequest(domain, { address: `ANNA.Weber@${domain.name.toUpperCase()}` }),
    });
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ code: 'conflict-duplicate', errors: [{ path: 'address' }] });
    expect(await countRows(api.ownerUrl)).toEqual(before);
  });

  test('lets one of two requests for the same address win', async () => {
    const own = await newDomain(api, tenant);
    const answers = await Promise.all([create(mailboxRequest(own)), create(mailboxRequest(own))]);
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
  });

  test('writes all or nothing: mailbox, warm-up, change and start are one transaction', async () => {
    const own = await newDomain(api, tenant);
    const before = await countRows(api.ownerUrl);
    await query(
      api.ownerUrl,
      `CREATE FUNCTION refuse_outbox() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no outbox'; END $$`,
    );
    await query(
      api.ownerUrl,
      'CREATE TRIGGER refuse BEFORE INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION refuse_outbox()',
    );
    const { status } = await create(mailboxRequest(own));
    await query(api.ownerUrl, 'DROP TRIGGER refuse ON outbox');
    expect(status).toBe(500);
    expect(await countRows(api.ownerUrl)).toEqual(before);
  });

  test('answers as well when Temporal takes nothing: the start waits in the outbox', async () => {
    const away = await openHarness({
      dispatch: async () => {
        throw new Error('Temporal is away');
      },
    });
    try {
      const other = await newTenant(away);
      const body = mailboxRequest(await newDomain(away, other));
      const answer = await away.call<ChangedMailbox>('POST', '/v1/mailboxes', { key: other.key, body });
      expect(answer.status).toBe(202);
      expect(answer.body.workflows).toHaveLength(1);
      const waiting = await query(away.ownerUrl, 'SELECT id FROM outbox WHERE dispatched_at IS NULL');
      expect(waiting).toHaveLength(1);
      expect(away.logged.join('')).toContain('left to the outbox sweep');
    } finally {
      await away.close();
    }
  });
});

describe('listing', () => {
  test('gives every mailbox once, page by page, oldest first', async () => {
    const other = await newTenant(api);
    const own = await newDomain(api, other);
    const made: string[] = [];
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      made.push((await newMailbox(api, other, { address: `${name}@${own.name}` }, own)).id);
    }
    const seen: string[] = [];
    const sizes: number[] = [];
    let cursor: string | null = null;
    do {
      const path: string = `/v1/mailboxes?limit=2${cursor ? `&cursor=${cursor}` : ''}`;
      const { body } = await api.call<{ items: Mailbox[]; next: string | null }>('GET', path, {
        key: other.key,
      });
      sizes.push(body.items.length);
      seen.push(...body.items.map(({ id }) => id));
      cursor = body.next;
    } while (cursor);
    expect(seen).toEqual(made);
    expect(sizes).toEqual([2, 2, 1]);
  });

  test('filters by domain, stage and health', async () => {
    const other = await newTenant(api);
    const [one, two] = [await newDomain(api, other), await newDomain(api, other)];
    const warmed = await newMailbox(api, other, {}, one);
    const idle = await newMailbox(api, other, { warmup: undefined }, two);
    await query(api.ownerUrl, "UPDATE mailbox SET health = 'watch' WHERE id = $1", [idle.id]);
    const idsFor = async (filter: string) => {
      const { body } = await api.call<{ items: Mailbox[] }>('GET', `/v1/mailboxes?${filter}`, {
        key: other.key,
      });
      return body.items.map(({ id }) => id);
    };
    expect(await idsFor('')).toEqual([warmed.id, idle.id]);
    expect(await idsFor(`domainId=${two.id}`)).toEqual([idle.id]);
    expect(await idsFor('stage=checking')).toEqual([warmed.id]);
    expect(await idsFor('health=watch')).toEqual([idle.id]);
    expect(await idsFor(`stage=checking&domainId=${two.id}`)).toEqual([]);
  });

  test('names every parameter that it does not take', async () => {
    const { status, body } = await api.call('GET', '/v1/mailboxes?limit=0&cursor=7&stage=warm&size=3', {
      key: tenant.key,
    });
    expect(status).toBe(422);
    expect(body.errors?.map(({ path }) => path).sort()).toEqual(['cursor', 'limit', 'size', 'stage']);
  });
});
