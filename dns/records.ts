/** A record for the owner of a domain to publish. */
export interface DnsRecord {
  type: 'TXT' | 'CNAME';
  /** Absolute, without a final dot. */
  name: string;
  /** Null where only the mail provider knows it: its settings show the key. */
  value: string | null;
  /** For people: what the record is for. */
  purpose: string;
}

export interface RecordsOptions {
  /** The sending domain, in ASCII without a final dot. */
  domain: string;
  /** What the provider's preset says (`spfInclude`); null for a server of one's own. */
  spfInclude: string | null;
  /** The selector that the provider signs with, and its record where it is known: a key, or a name to point to. */
  dkim: { selector: string; record?: { type: 'TXT' | 'CNAME'; value: string } };
  /** Where aggregate reports are to go. */
  reportAddress: string;
}

/**
 * The records by which receivers tell the domain's mail from forgeries: SPF, DKIM, DMARC with policy `none`, with which
 * every domain begins, and what lets its reports go to another domain.
 */
export function recordsToPublish({ domain, spfInclude, dkim, reportAddress }: RecordsOptions): DnsRecord[] {
  const reportDomain = reportAddress.slice(reportAddress.lastIndexOf('@') + 1).toLowerCase();
  const records: DnsRecord[] = [
    {
      type: 'TXT',
      name: domain,
      // Not -all: receivers may refuse on it before they look at DKIM (RFC 9989 section 7.1).
      value: `v=spf1 ${spfInclude === null ? 'mx' : `include:${spfInclude}`} ~all`,
      purpose:
        'SPF: which servers send for the domain. A domain has one such record; add to it what is missing.',
    },
    {
      type: dkim.record?.type ?? 'TXT',
      name: `${dkim.selector}._domainkey.${domain}`,
      value: dkim.record?.value ?? null,
      purpose: 'DKIM: the key by which receivers check the signature of each message.',
    },
    {
      type: 'TXT',
      name: `_dmarc.${domain}`,
      value: `v=DMARC1; p=none; rua=mailto:${reportAddress}`,
      purpose: 'DMARC: what receivers do with mail that fails, and where they report to.',
    },
  ];
  // RFC 9990 section 4: a domain must agree to take the reports of another one.
  if (reportDomain !== domain) {
    records.push({
      type: 'TXT',
      name: `${domain}._report._dmarc.${reportDomain}`,
      value: 'v=DMARC1',
      purpose: `DMARC: lets reports about ${domain} go to an address of ${reportDomain}.`,
    });
  }
  return records;
}
