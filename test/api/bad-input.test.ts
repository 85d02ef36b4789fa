import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openHarness, type Harness } from './harness.ts';
import { countRows } from './rows.ts';
import { mailboxRequest, newDomain, newMailbox, newTenant, password, type TestTenant } from './tenant.ts';

let api: Harness;
let tenant: TestTenant;
let domain: { id: string; name: string };
beforeAll(async () => {
  api = await openHarness();
  tenant = await newTenant(api);
  domain = await newDomain(api, tenant);
});
afterAll(() => api.close());

/** Sends it, and gives the fields that were refused, once it is sure that nothing was written. */
async function refusedFields(method: string, path: string, body: object, key = tenant.key) {
  const before = await countRows(api.ownerUrl);
  const answer = await api.call(method, path, { key, body });
  expect(answer.status).toBe(422);
  expect(answer.body.code).toBe('validation-failed');
  expect(await countRows(api.ownerUrl)).toEqual(before);
  for (const { message, fix } of answer.body.errors ?? []) {
    expect(message).not.toBe('');
    expect(fix).toMatch(/^[A-Z].*\.$/);
  }
  expect(JSON.stringify(answer.body)).not.toContain(password);
  return answer.body.errors ?? [];
}

const pathsOf = (errors: readonly { path: string }[]) => errors.map(({ path }) => path).sort();

test('names every field of a mailbox that is wrong in many ways at once', async () => {
  const other = await newDomain(api, tenant);
  const errors = await refusedFields('POST', '/v1/mailboxes', {
    ...mailboxRequest(domain),
    address: `anna@${other.name}`,
    timeZone: 'Mars/Olympus',
    language: 'fr',
    smtp: { host: 'smtp.example.com', port: 65536, security: 'ssl' },
    imap: { host: 'http://imap.example.com', port: 0, security: 'tls' },
    login: { kind: 'password' },
    nickname: 'Annie',
    warmup: {
      optIn: true,
      preset: 'fast',
      overrides: { caps: { mailboxPerDay: 41, mailboxColdPerDay: 'many' }, volume: { raisePerDay: 2 } },
    },
  });
  expect(pathsOf(errors)).toEqual([
    'address',
    'imap.host',
    'imap.port',
    'language',
    'login.password',
    'nickname',
    'smtp.port',
    'smtp.security',
    'timeZone',
    'warmup.overrides.caps.mailboxColdPerDay',
    'warmup.overrides.caps.mailboxPerDay',
    'warmup.overrides.volume.raisePerDay',
    'warmup.preset',
  ]);
});

test('names every field that is missing', async () => {
  const errors = await refusedFields('POST', '/v1/mailboxes', {});
  expect(pathsOf(errors)).toEqual(['address', 'domainId', 'imap', 'login', 'senderName', 'smtp']);
});

describe('a mailbox', () => {
  test.each([
    ['an unknown time zone', { timeZone: 'Europe/Atlantis' }, ['timeZone']],
    ['a bare offset as time zone', { timeZone: '+03:00' }, ['timeZone']],
    ['a port out of range', { smtp: { host: 'a.example', port: 70_000, security: 'tls' } }, ['smtp.port']],
    [
      'a port that is no whole number',
      { imap: { host: 'a.example', port: 99.5, security: 'tls' } },
      ['imap.port'],
    ],
    ['a port as text', { smtp: { host: 'a.example', port: '465', security: 'tls' } }, ['smtp.port']],
    [
      'a host with a scheme',
      { smtp: { host: 'smtp://a.example', port: 465, security: 'tls' } },
      ['smtp.host'],
    ],
    ['an unknown preset', { preset: 'constructor' }, ['preset']],
    ['a login that the provider does not take', { preset: 'microsoft' }, ['login.kind']],
    ['an unknown kind of login', { login: { kind: 'ntlm', password } }, ['login.kind']],
    [
      'a password with a line break',
      { login: { kind: 'password', password: `${password}\n` } },
      ['login.password'],
    ],
    ['a sender name with a line break', { senderName: 'Anna\r\nBcc: eve@evil.example' }, ['senderName']],
    ['an address of another domain', { address: 'anna@elsewhere.example' }, ['address']],
    ['an address without a domain', { address: 'anna' }, ['address']],
    ['an address with a quoted local part', { address: '"an na"@x.example' }, ['address']],
    ['an id that is none', { domainId: 'domain-7' }, ['domainId']],
    ['an unknown domain', { domainId: '01900000-0000-7000-8000-000000000000' }, ['domainId']],
    [
      'plain text to another machine',
      { smtp: { host: 'a.example', port: 25, security: 'none' } },
      ['smtp.security'],
    ],
    ['opt-in that is no yes or no', { warmup: { optIn: 'yes' } }, ['warmup.optIn']],
    ['overrides that are no group', { warmup: { optIn: true, overrides: 7 } }, ['warmup.overrides']],
    [
      'Google without consent',
      { preset: 'google', login: { kind: 'xoauth2', accessToken: 't' } },
      ['warmup.riskAccepted'],
    ],
    [
      'Google under another name without consent',
      { imap: { host: 'IMAP.gmail.com', port: 993, security: 'tls' } },
      ['warmup.riskAccepted'],
    ],
    ['a body that is a list', [], ['']],
  ])('is refused for %s', async (_what, changes, paths) => {
    const body = Array.isArray(changes) ? changes : mailboxRequest(domain, changes);
    expect(pathsOf(await refusedFields('POST', '/v1/mailboxes', body))).toEqual(paths);
  });

  test.each(['127.0.0.1', '::1', 'localhost'])('may speak plain text to this machine: %s', async (host) => {
    const own = await newDomain(api, tenant);
    const server = { host, port: 2525, security: 'none' };
    const mailbox = await newMailbox(api, tenant, { smtp: server, imap: server, preset: 'local' }, own);
    expect(mailbox.smtp).toEqual(server);
  });

  test('of Google is warmed up with a written consent, which is kept', async () => {
    const own = await newDomain(api, tenant);
    const riskAccepted = { acceptedBy: 'Bea Owner', statement: 'I have read the policy and take the risk.' };
    const mailbox = await newMailbox(
      api,
      tenant,
      {
        preset: 'google',
        smtp: undefined,
        imap: undefined,
        login: { kind: 'xoauth2', accessToken: 't' },
        warmup: { optIn: true, riskAccepted },
      },
      own,
    );
    const { body } = await api.call<{ riskAccepted: object }>('GET', `/v1/mailboxes/${mailbox.id}/warmup`, {
      key: tenant.key,
    });
    expect(body.riskAccepted).toEqual({ ...riskAccepted, at: api.time.now.toISOString() });
  });
});

describe('a plan', () => {
  test('beyond the hard limits is refused, field by field', async () => {
    const mailbox = await newMailbox(api, tenant);
    const errors = await refusedFields('PUT', `/v1/mailboxes/${mailbox.id}/warmup`, {
      overrides: {
        plans: { default: { rising: { warmupTo: 60, days: 3 }, matured: { coldTo: 41 } } },
        caps: { mailboxPerDay: 51, mailboxColdPerDay: 41 },
        graduation: { dayAtLeast: 7 },
        nothing: { like: 'this' },
      },
    });
    expect(pathsOf(errors)).toEqual([
      'overrides.caps.mailboxColdPerDay',
      'overrides.caps.mailboxPerDay',
      'overrides.graduation.dayAtLeast',
      'overrides.nothing',
      'overrides.plans.default.matured.coldTo',
      'overrides.plans.default.rising.days',
      'overrides.plans.default.rising.warmupTo',
    ]);
  });

  test.each([
    ['extend', { days: 0, reason: 'x' }, ['days']],
    ['extend', { days: 91, reason: '' }, ['days', 'reason']],
    ['graduate', {}, ['decidedBy', 'reason']],
  ])('%s is refused for %j', async (action, body, paths) => {
    const mailbox = await newMailbox(api, tenant);
    expect(
      pathsOf(await refusedFields('POST', `/v1/mailboxes/${mailbox.id}/warmup/${action}`, body)),
    ).toEqual(paths);
  });
});

describe('a domain', () => {
  test.each([
    'localhost',
    'example',
    '-a.example',
    'a_b.example',
    'a..example',
    'https://a.example',
    'a.example/path',
    'user@a.example',
    '192.0.2.7',
    '0x7f.1',
    'ex%61mple.com',
    `${'a'.repeat(64)}.example`,
    `${'a.'.repeat(130)}example`,
    '',
    7,
    null,
  ])('is refused for the name %j', async (name) => {
    expect(pathsOf(await refusedFields('POST', '/v1/domains', { name, dkimSelector: 's1' }))).toEqual([
      'name',
    ]);
  });

  test.each(['', 'a b', 's1._domainkey', '-s', 's'.repeat(64)])(
    'is refused for the selector %j',
    async (dkimSelector) => {
      const errors = await refusedFields('POST', '/v1/domains', { name: 'selector.example', dkimSelector });
      expect(pathsOf(errors)).toEqual(['dkimSelector']);
    },
  );
});

test('a tenant is refused for every field that is wrong', async () => {
  const body = { name: '', timeZone: 'x', language: 'xx', allowSameDomainWarmup: 1 };
  const errors = await refusedFields('POST', '/admin/v1/tenants', body, api.platformKey);
  expect(pathsOf(errors)).toEqual(['allowSameDomainWarmup', 'language', 'name', 'timeZone']);
});

test('a key is refused for a scope that there is not', async () => {
  const errors = await refusedFields('POST', '/v1/api-keys', { name: 'k', scopes: ['read', 'root'] });
  expect(pathsOf(errors)).toEqual(['scopes.1']);
});
