import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';

/** RFC 1035 section 2.3.1, with the leading digit of RFC 1123 section 2.1; at most 63 octets. */
const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** What a URL's host parser would read as the end of the host, or decode: not part of any name. */
const foreignCharacters = /[\s/\\?#@:%[\]<>^|]/;

/**
 * A host name as DNS carries it: ASCII (RFC 5891 for what isn't), lower case, no final dot. Null when it can't be one.
 */
export function asciiHostName(text: string): string | null {
  if (foreignCharacters.test(text)) return null;
  const ascii = domainToASCII(text).replace(/\.$/, '').toLowerCase();
  const labels = ascii.split('.');
  // RFC 1035 section 2.3.4: 255 octets on the wire are 253 in writing.
  return ascii.length <= 253 && labels.every((part) => label.test(part)) ? ascii : null;
}

/** A domain that mail can be sent from: a host name of two labels or more that isn't an IP address. */
export function asciiDomainName(text: string): string | null {
  const name = asciiHostName(text);
  if (name === null) return null;
  const labels = name.split('.');
  const topLabel = labels.at(-1) ?? '';
  return labels.length >= 2 && !/^\d+$/.test(topLabel) ? name : null;
}

/** A mail server's address: a host name (one label will do) or an IP address. */
export function asciiServerName(text: string): string | null {
  return isIP(text) === 0 ? asciiHostName(text) : text;
}

/** Dot-string of RFC 5321 section 4.1.2; quoted local parts and SMTPUTF8 (RFC 6531) are not served. */
const localPart = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;

/** The parts of a mail address: local part as written, domain in ASCII. Null when it isn't an address. */
export function addressParts(text: string): { readonly local: string; readonly domain: string } | null {
  const at = text.lastIndexOf('@');
  const local = text.slice(0, Math.max(0, at));
  const domain = asciiDomainName(text.slice(at + 1));
  // RFC 5321 section 4.5.3.1: 64 octets of local part; 254 for all of it (RFC 3696, erratum 1690).
  if (domain === null || local.length > 64 || local.length + domain.length > 253) return null;
  return localPart.test(local) ? { local, domain } : null;
}

/** Whether a name stands for a time zone of the IANA database; bare offsets know no summer time and are refused. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false; // a RangeError says that there is no such zone
  }
}
