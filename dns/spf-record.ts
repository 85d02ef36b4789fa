import { isIPv4, isIPv6 } from 'node:net';

export type SpfQualifier = '+' | '-' | '~' | '?';

/** One mechanism (RFC 7208 section 5). `target` is the domain it names, if any; `hasMacro`: it depends on the sender. */
export interface SpfMechanism {
  qualifier: SpfQualifier;
  name: 'all' | 'include' | 'a' | 'mx' | 'ptr' | 'ip4' | 'ip6' | 'exists';
  target: string | null;
  hasMacro: boolean;
}

export interface SpfRecord {
  mechanisms: SpfMechanism[];
  /** Where to go on when nothing matched (section 6.1); counts only without `all`. */
  redirect: { target: string; hasMacro: boolean } | null;
}

/** Section 4.5: the version, then a space or the end. */
export function isSpf(text: string): boolean {
  return /^v=spf1(?: |$)/i.test(text);
}

/** Reads a record; otherwise the term that isn't right. */
export function parseSpf(text: string): SpfRecord | { wrongTerm: string } {
  const mechanisms: SpfMechanism[] = [];
  let redirect: SpfRecord['redirect'] = null;
  const modifiers = new Set<string>();
  for (const term of text.split(/ +/).slice(1)) {
    if (term === '') continue;
    const modifier = /^([a-z][a-z0-9_.-]*)=(.*)$/i.exec(term);
    if (modifier) {
      const [, name = '', value = ''] = modifier;
      // Section 6: each of these at most once; unknown modifiers are ignored.
      const isKnown = /^(?:redirect|exp)$/i.test(name);
      if (isKnown && (modifiers.has(name.toLowerCase()) || !isDomainSpec(value))) return { wrongTerm: term };
      modifiers.add(name.toLowerCase());
      if (name.toLowerCase() === 'redirect') redirect = { target: value, hasMacro: value.includes('%') };
      continue;
    }
    const mechanism = parseMechanism(term);
    if (!mechanism) return { wrongTerm: term };
    mechanisms.push(mechanism);
  }
  return { mechanisms, redirect };
}

function parseMechanism(term: string): SpfMechanism | null {
  const [, sign = '', word = '', rest = ''] = /^([+\-~?]?)([a-z0-9]+)(.*)$/i.exec(term) ?? [];
  const base = { qualifier: (sign || '+') as SpfQualifier, target: null, hasMacro: false };
  const name = word.toLowerCase();
  switch (name) {
    case 'all':
      return rest === '' ? { ...base, name } : null;
    case 'ip4':
    case 'ip6':
      return isNetwork(name, rest) ? { ...base, name } : null;
    case 'include':
    case 'exists':
      return rest.startsWith(':') ? withTarget({ ...base, name }, rest.slice(1)) : null;
    case 'ptr':
      return rest === ''
        ? { ...base, name }
        : rest.startsWith(':')
          ? withTarget({ ...base, name }, rest.slice(1))
          : null;
    case 'a':
    case 'mx': {
      const [, domain, cidr = ''] = /^(?::([^/]+))?((?:\/.*)?)$/.exec(rest) ?? [];
      if (!isDualCidr(cidr) || (rest.startsWith(':') && domain === undefined)) return null;
      if (rest !== '' && domain === undefined && !rest.startsWith('/')) return null;
      return domain === undefined ? { ...base, name } : withTarget({ ...base, name }, domain);
    }
    default:
      return null;
  }
}

function withTarget(mechanism: SpfMechanism, target: string): SpfMechanism | null {
  return isDomainSpec(target) ? { ...mechanism, target, hasMacro: target.includes('%') } : null;
}

/** Section 7.1: a domain name or macros, `%{d}`; a bare percent sign is wrong. */
function isDomainSpec(text: string): boolean {
  const plain = text.replace(/%(?:\{[a-z]\d*r?[.\-+,/_=]*\}|%|_|-)/gi, 'x');
  return /^[\x21-\x24\x26-\x7e]+$/.test(plain) && plain.includes('.') && !plain.includes('..');
}

function isNetwork(name: 'ip4' | 'ip6', rest: string): boolean {
  const [, address = '', length] = /^:([^/]+)(?:\/(\d{1,3}))?$/.exec(rest) ?? [];
  const [isAddress, most] = name === 'ip4' ? [isIPv4(address), 32] : [isIPv6(address), 128];
  return isAddress && (length === undefined || Number(length) <= most);
}

/** Section 5.3: `/24`, `//64` or `/24//64`. */
function isDualCidr(text: string): boolean {
  const [all, four = '0', six = '0'] = /^(?:\/(\d{1,2}))?(?:\/\/(\d{1,3}))?$/.exec(text) ?? [];
  return all !== undefined && Number(four) <= 32 && Number(six) <= 128;
}
