import type { RecipientProvider } from '../policy/recipient-provider.ts';
import type { RecordCheck } from './check.ts';
import { checkDkim } from './dkim.ts';
import { checkDmarc } from './dmarc.ts';
import { checkMx } from './mx.ts';
import { recipientProviderOf } from './recipient-provider.ts';
import type { Resolver } from './resolver.ts';
import { checkSpf } from './spf.ts';

/** One look at everything by which receivers tell whether a domain's mail is its own. */
export interface AuthenticationChecks {
  spf: RecordCheck;
  dkim: RecordCheck;
  dmarc: RecordCheck;
  mx: RecordCheck;
  /** Who runs the domain's own mail; means something only when `mx` passes. */
  provider: RecipientProvider;
}

/**
 * Checks the records of a sending domain. Each check is `unknown` when the DNS didn't answer, and never `fail` for that.
 * Never throws.
 *
 * @param domain in ASCII, without a final dot
 */
export async function checkAuthentication({
  domain,
  dkimSelector,
  resolver,
}: {
  domain: string;
  dkimSelector: string;
  resolver: Resolver;
}): Promise<AuthenticationChecks> {
  const [spf, dkim, dmarc, { check: mx, hosts }] = await Promise.all([
    checkSpf(domain, resolver),
    checkDkim(domain, dkimSelector, resolver),
    checkDmarc(domain, resolver),
    checkMx(domain, resolver),
  ]);
  return { spf, dkim, dmarc, mx, provider: recipientProviderOf(hosts) };
}
