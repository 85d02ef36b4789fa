import { expect, test } from 'vitest';
import { mayUsePlainText } from '../../mail/endpoint.ts';
import { isConsumerAddress, providerPresets, recipientProviderOf } from '../../mail/providers.ts';

test.each([
  [['aspmx.l.google.com', 'alt1.aspmx.l.google.com'], 'google'],
  [['smtp.google.com.'], 'google'],
  [['one-test.mail.protection.outlook.com'], 'microsoft'],
  [['one-test.o-v1.mx.microsoft'], 'microsoft'],
  [['MX.YANDEX.NET'], 'yandex'],
  [['emx.mail.ru'], 'mailru'],
  [['mx1.filter.example', 'aspmx.l.google.com'], 'google'],
  [['mx.one.test'], 'other'],
  [['notgoogle.com', 'hotmail.ru', 'mail.rus'], 'other'],
  [[], 'other'],
] as const)('%j is run by %s', (hosts, provider) => {
  expect(recipientProviderOf(hosts)).toBe(provider);
});

test('knows consumer addresses', () => {
  for (const address of ['bob@gmail.com', 'Bob@YA.RU', 'web.de'])
    expect(isConsumerAddress(address)).toBe(true);
  for (const address of ['bob@corp.test', 'bob@mail.gmail.com'])
    expect(isConsumerAddress(address)).toBe(false);
});

test('no preset speaks plain text beyond this machine', () => {
  for (const { smtp, imap } of Object.values(providerPresets)) {
    for (const server of [smtp, imap]) {
      if (server?.security === 'none') expect(mayUsePlainText(server.host)).toBe(true);
    }
  }
});

test('Google mailboxes need the tenant’s consent for warm-up, others do not', () => {
  expect(providerPresets.google.warmupNeedsConsent).toMatch(/Google/);
  const others = Object.values(providerPresets).filter(({ name }) => name !== 'google');
  expect(others.every(({ warmupNeedsConsent }) => warmupNeedsConsent === null)).toBe(true);
});
