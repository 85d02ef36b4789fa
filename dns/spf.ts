import { failed, passed, unknown, type RecordCheck } from './check.ts';
import type { DnsAnswer, Resolver } from './resolver.ts';
import { isSpf, parseSpf, type SpfMechanism, type SpfRecord } from './spf-record.ts';

/** RFC 7208 section 4.6.4: receivers give up with a permanent error beyond these. */
const mostLookUps = 10;
const mostVoidLookUps = 2;

/**
 * Looks at a domain's SPF record as a receiver would whose sender matches nothing: every term is followed, so that the
 * count of look-ups is the largest that any receiver can come to.
 */
export async function checkSpf(domain: string, resolver: Resolver): Promise<RecordCheck> {
  const walk = new SpfWalk(resolver);
  await walk.follow(domain, 'root');
  const { record, lookUps, voidLookUps, problem, gap, letsEverybodySend } = walk;
  const evidence = { name: domain, record, lookUps, voidLookUps };
  if (problem) return failed(problem, evidence);
  if (letsEverybodySend) return failed('SPF lets everybody send for the domain (+all).', evidence);
  if (gap) return unknown(gap.name, gap.cause);
  return passed(`SPF is published once, with ${lookUps} of at most ${mostLookUps} look-ups.`, evidence);
}

class SpfWalk {
  readonly #resolver: Resolver;
  /** The domain's own record. */
  record: string | null = null;
  lookUps = 0;
  voidLookUps = 0;
  /** The first thing for which a receiver gives up. */
  problem: string | null = null;
  /** The first look-up that nobody answered. */
  gap: { name: string; cause: string } | null = null;
  letsEverybodySend = false;

  constructor(resolver: Resolver) {
    this.#resolver = resolver;
  }

  async follow(domain: string, as: 'root' | 'include' | 'redirect'): Promise<void> {
    const record = await this.#fetch(domain, as);
    if (!record) return;
    for (const mechanism of record.mechanisms) {
      if (this.problem) return;
      if (mechanism.name === 'all') {
        // What stands behind `all` is never reached, a redirect neither (sections 5.1 and 6.1).
        this.letsEverybodySend ||= mechanism.qualifier === '+';
        return;
      }
      await this.#count(mechanism, domain);
    }
    if (!record.redirect || this.problem || !this.#spend()) return;
    if (!record.redirect.hasMacro) await this.follow(record.redirect.target, 'redirect');
  }

  async #fetch(domain: string, as: 'root' | 'include' | 'redirect'): Promise<SpfRecord | null> {
    const answer = await this.#resolver.txt(domain);
    if (answer.state === 'unknown') {
      this.gap ??= { name: domain, cause: answer.cause };
      return null;
    }
    if (as !== 'root') this.#noteVoid(answer);
    const records = answer.state === 'found' ? answer.records.filter(isSpf) : [];
    const [text] = records;
    if (text === undefined || records.length > 1) {
      // Sections 5.2 and 6.1: also an include of a domain without a record is a permanent error.
      const found = records.length === 0 ? 'no SPF record' : 'more than one SPF record';
      this.problem ??=
        as === 'root' ? `There is ${found} at ${domain}.` : `SPF refers to ${domain}, which has ${found}.`;
      return null;
    }
    if (as === 'root') this.record = text;
    const parsed = parseSpf(text);
    if ('mechanisms' in parsed) return parsed;
    this.problem ??= `The SPF record at ${domain} has a term that is not valid: ${parsed.wrongTerm}`;
    return null;
  }

  async #count(mechanism: SpfMechanism, domain: string): Promise<void> {
    if (mechanism.name === 'ip4' || mechanism.name === 'ip6' || !this.#spend()) return;
    // What a macro stands for depends on the message, so there is nothing to look up.
    if (mechanism.hasMacro) return;
    const target = mechanism.target ?? domain;
    if (mechanism.name === 'include') await this.follow(target, 'include');
    else if (mechanism.name === 'mx') this.#note(target, await this.#resolver.mx(target));
    else if (mechanism.name !== 'ptr') await this.#noteAddress(target);
  }

  /** Which address type a receiver asks for depends on its client: void only for sure when there is neither. */
  async #noteAddress(target: string): Promise<void> {
    const four = await this.#resolver.a(target);
    this.#note(target, four.state === 'none' ? await this.#resolver.aaaa(target) : four);
  }

  #note(name: string, answer: DnsAnswer<unknown>): void {
    if (answer.state === 'unknown') this.gap ??= { name, cause: answer.cause };
    this.#noteVoid(answer);
  }

  #noteVoid(answer: DnsAnswer<unknown>): void {
    if (answer.state !== 'none') return;
    this.voidLookUps += 1;
    if (this.voidLookUps > mostVoidLookUps) {
      this.problem ??= `SPF refers to more than ${mostVoidLookUps} names that do not exist.`;
    }
  }

  #spend(): boolean {
    this.lookUps += 1;
    if (this.lookUps > mostLookUps) this.problem ??= `SPF needs more than ${mostLookUps} look-ups.`;
    return this.lookUps <= mostLookUps;
  }
}
