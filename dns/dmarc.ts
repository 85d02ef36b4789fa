import { failed, passed, unknown, type RecordCheck } from './check.ts';
import type { Resolver } from './resolver.ts';
import { parseTagList } from './tag-list.ts';

/** What receivers are asked to do with mail that fails. */
export type DmarcPolicy = 'none' | 'quarantine' | 'reject';

/** A valid DMARC policy record (RFC 9989 section 4.7). */
export interface DmarcRecord {
  policy: DmarcPolicy;
  /** For subdomains without a record of their own; the policy itself unless given. */
  subdomainPolicy: DmarcPolicy;
  /** `t=y`: receivers report what they would do, and do one step less. */
  isTest: boolean;
  /** Where aggregate reports go, as URIs. */
  reportUris: string[];
  /** `psd`: whether the domain is a public suffix (`y`), an organisation's own (`n`), or doesn't say (`u`). */
  publicSuffix: 'y' | 'n' | 'u';
}

/** Looks for the policy that covers a domain: its own record, else the one found by walking up the tree. */
export async function checkDmarc(domain: string, resolver: Resolver): Promise<RecordCheck> {
  let found: { at: string; text: string; record: DmarcRecord } | undefined;
  for (const at of treeWalk(domain)) {
    const name = `_dmarc.${at}`;
    const answer = await resolver.txt(name);
    if (answer.state === 'unknown') return unknown(name, answer.cause);
    const candidates = answer.state === 'found' ? answer.records.filter(isDmarc) : [];
    if (at === domain && candidates.length > 1) {
      return failed(
        `There are ${candidates.length} DMARC records at ${name}; receivers ignore all of them.`,
        {
          name,
        },
      );
    }
    const [text] = candidates;
    const record = candidates.length === 1 && text !== undefined ? parseDmarc(text) : null;
    if (at === domain && text !== undefined && !record) {
      return failed(`The DMARC record at ${name} is not valid.`, { name, record: text });
    }
    if (!record || text === undefined) continue;
    // A public suffix speaks for organisations only where they are silent themselves.
    if (record.publicSuffix === 'y' && found) break;
    found = { at, text, record };
    if (at === domain || record.publicSuffix !== 'u') break;
  }
  if (!found) return failed(`There is no DMARC record for ${domain}.`, { name: `_dmarc.${domain}` });

  const { at, text, record } = found;
  const policy = at === domain ? record.policy : record.subdomainPolicy;
  return passed(
    `DMARC is published at _dmarc.${at} with policy ${policy}${record.isTest ? ' (test)' : ''}.`,
    {
      name: `_dmarc.${at}`,
      record: text,
      policy,
    },
  );
}

/** Reads a policy record; null for one that receivers ignore. */
export function parseDmarc(text: string): DmarcRecord | null {
  const tags = isDmarc(text) ? parseTagList(text) : null;
  if (!tags) return null;
  const reportUris = (tags.get('rua') ?? '').split(',').flatMap((uri) => uri.trim() || []);
  // RFC 9989 section 4.10.1: with an address for reports a missing or wrong policy means `none`.
  const policy = policyOf(tags.get('p')) ?? (reportUris.length > 0 ? 'none' : null);
  if (!policy) return null;
  const publicSuffix = tags.get('psd')?.toLowerCase();
  return {
    policy,
    subdomainPolicy: policyOf(tags.get('sp')) ?? policy,
    isTest: tags.get('t')?.toLowerCase() === 'y',
    reportUris,
    publicSuffix: publicSuffix === 'y' || publicSuffix === 'n' ? publicSuffix : 'u',
  };
}

/** The names to ask, from the domain upwards: at most eight queries (RFC 9989 section 4.10). */
export function treeWalk(domain: string): string[] {
  const labels = domain.split('.');
  const above = labels.length > 8 ? labels.length - 7 : 1;
  const parents = labels.map((_, index) => labels.slice(index).join('.')).slice(above);
  return [domain, ...parents];
}

/** RFC 9989 section 4.8: `v=DMARC1` comes first, and its value is exact. */
function isDmarc(text: string): boolean {
  return /^\s*v\s*=\s*DMARC1\s*(?:;|$)/.test(text);
}

function policyOf(value: string | undefined): DmarcPolicy | null {
  const policy = value?.toLowerCase();
  return policy === 'none' || policy === 'quarantine' || policy === 'reject' ? policy : null;
}
