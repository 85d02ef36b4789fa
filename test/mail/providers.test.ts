import { expect, test } from 'vitest';
import { mayUsePlainText } from '../../mail/endpoint.ts';
import { isConsumerAddress, providerPresets } from '../../mail/providers.ts';

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
