/** Secrets and how logins carry them, alike in SMTP and IMAP. */
import { timingSafeEqual } from 'node:crypto';

/** Whether the secret given is the one held; never when either is missing. In constant time. */
export function isSameSecret(held: string | undefined, given: string | undefined): boolean {
  if (held === undefined || given === undefined) return false;
  const [one, other] = [Buffer.from(held), Buffer.from(given)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** User and token of an XOAUTH2 response: `user=` address ^A `auth=Bearer ` token ^A ^A. */
export function parseXoauth2(response: string): { user: string; token: string } | undefined {
  const fields = response.split('\x01');
  const user = fields.find((field) => field.startsWith('user='))?.slice('user='.length);
  const token = fields.find((field) => /^auth=Bearer /i.test(field))?.slice('auth=Bearer '.length);
  return user !== undefined && token !== undefined ? { user, token } : undefined;
}

/** What Google answers to a token that it refuses, in one more challenge. */
export const oauthRefusal = { status: '400', schemes: 'Bearer', scope: 'https://mail.google.com/' };
