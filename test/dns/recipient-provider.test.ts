import { expect, test } from 'vitest';
import { recipientProviderOf } from '../../dns/recipient-provider.ts';

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
