import { failed, passed, unknown, type RecordCheck } from './check.ts';
import type { MxRecord, Resolver } from './resolver.ts';

/** Looks whether a domain takes mail: answers and reports must come back. Also gives its MX hosts, most preferred first. */
export async function checkMx(
  domain: string,
  resolver: Resolver,
): Promise<{ check: RecordCheck; hosts: string[] }> {
  const answer = await resolver.mx(domain);
  if (answer.state === 'unknown') return { check: unknown(domain, answer.cause), hosts: [] };
  if (answer.state === 'none') {
    return { check: failed(`There is no MX record at ${domain}.`, { name: domain }), hosts: [] };
  }
  const hosts = answer.records.map(({ exchange }) => exchange);
  const evidence = { name: domain, hosts };
  const check = answer.records.every(isNullMx)
    ? failed(`${domain} says that it takes no mail (null MX).`, evidence)
    : passed(`${domain} takes mail at ${hosts[0] ?? ''}.`, evidence);
  return { check, hosts };
}

/** RFC 7505 section 3: the root as the only exchange. */
function isNullMx({ exchange }: MxRecord): boolean {
  return exchange === '';
}
