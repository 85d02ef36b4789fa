import { expect, test } from 'vitest';
import { mayUsePlainText } from '../../mail/endpoint.ts';

test.each(['localhost', 'LOCALHOST', 'mail.localhost', '127.0.0.1', '127.8.9.10', '::1', '::ffff:127.0.0.1'])(
  'plain text is right on this machine: %s',
  (host) => expect(mayUsePlainText(host)).toBe(true),
);

test.each([
  '',
  'smtp.example.com',
  'localhost.example.com',
  '10.0.0.1',
  '::',
  '127.0.0.1.example.com',
  'mylocalhost',
])('plain text is never right elsewhere: %s', (host) => expect(mayUsePlainText(host)).toBe(false));
