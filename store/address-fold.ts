import { domainToASCII } from 'node:url';
import { SamovarError } from '../policy/errors.ts';

/**
 * The form in which two spellings of one address are equal: all in lower case (a provider that tells `A@` from `a@`
 * exists in RFC 5321 section 2.4 only), the domain in ASCII (RFC 5890). For look-ups; mail goes to what was written.
 * Throws `validation-failed`, which doesn't repeat the text, when it is no address.
 */
export function foldAddress(address: string): string {
  const at = address.lastIndexOf('@');
  const localPart = address.slice(0, Math.max(at, 0)).trim().normalize('NFC').toLowerCase();
  const domain = domainToASCII(address.slice(at + 1).trim());
  if (localPart === '' || domain === '') {
    throw new SamovarError('validation-failed', 'This is not an e-mail address.');
  }
  return `${localPart}@${domain}`;
}
