import { createPublicKey } from 'node:crypto';
import { failed, passed, unknown, type RecordCheck } from './check.ts';
import type { Resolver } from './resolver.ts';
import { parseTagList } from './tag-list.ts';

/** RFC 8301 section 3.2: verifiers must refuse keys below 1,024 bits, signers should use 2,048. */
const leastBits = 1_024;
const recommendedBits = 2_048;

/** Looks at the key that a selector publishes (RFC 6376 section 3.6.1). */
export async function checkDkim(domain: string, selector: string, resolver: Resolver): Promise<RecordCheck> {
  const name = `${selector}._domainkey.${domain}`;
  const answer = await resolver.txt(name);
  if (answer.state === 'unknown') return unknown(name, answer.cause);
  if (answer.state === 'none') return failed(`There is no DKIM key at ${name}.`, { name });
  if (answer.records.length > 1) {
    return failed(`There is more than one TXT record at ${name}; receivers may pick the wrong one.`, {
      name,
    });
  }
  return judgeKey(answer.records[0] ?? '', name);
}

function judgeKey(record: string, name: string): RecordCheck {
  const evidence = { name, record };
  const tags = parseTagList(record);
  const key = tags?.get('p');
  if (!tags || key === undefined) return failed(`The record at ${name} is not a DKIM key.`, evidence);
  // `v`, where it is given, must come first and be DKIM1.
  const version = tags.get('v');
  if (version !== undefined && (version !== 'DKIM1' || [...tags.keys()][0] !== 'v')) {
    return failed(`The record at ${name} is not of DKIM's version 1.`, evidence);
  }
  if (key === '') return failed(`The DKIM key at ${name} was revoked (its p= is empty).`, evidence);
  if (!allows(tags.get('s'), 'email')) {
    return failed(`The DKIM key at ${name} is not meant for mail (s=).`, evidence);
  }
  if (!allows(tags.get('h'), 'sha256')) {
    return failed(`The DKIM key at ${name} does not allow sha256 (h=).`, evidence);
  }

  const type = tags.get('k')?.toLowerCase() ?? 'rsa';
  const bytes = Buffer.from(key.replace(/\s+/g, ''), 'base64');
  if (type === 'ed25519') {
    // RFC 8463 section 4.2: the bare public key.
    return bytes.length === 32
      ? passed(`The DKIM key at ${name} is an Ed25519 key.`, { ...evidence, type })
      : failed(`The Ed25519 key at ${name} is not 32 bytes long.`, evidence);
  }
  if (type !== 'rsa') return failed(`The DKIM key at ${name} is of an unknown type.`, evidence);
  return judgeRsa(rsaBits(bytes), name, evidence);
}

function judgeRsa(bits: number | null, name: string, evidence: Record<string, unknown>): RecordCheck {
  if (bits === null) return failed(`The DKIM key at ${name} can't be read as an RSA key.`, evidence);
  if (bits < leastBits) {
    return failed(`The DKIM key at ${name} has ${bits} bits; receivers refuse less than ${leastBits}.`, {
      ...evidence,
      bits,
    });
  }
  const advice = bits < recommendedBits ? `; ${recommendedBits} are recommended` : '';
  return passed(`The DKIM key at ${name} has ${bits} bits${advice}.`, { ...evidence, type: 'rsa', bits });
}

/** The size of an RSA key: SubjectPublicKeyInfo as everybody publishes it, or the bare RSAPublicKey of the RFC's text. */
function rsaBits(der: Buffer): number | null {
  for (const type of ['spki', 'pkcs1'] as const) {
    try {
      const key = createPublicKey({ key: der, format: 'der', type });
      if (key.asymmetricKeyType === 'rsa') return key.asymmetricKeyDetails?.modulusLength ?? null;
    } catch {
      // Not of this form; the next may fit.
    }
  }
  return null;
}

/** Whether a colon-separated list, where it is given, names a value or `*`. */
function allows(list: string | undefined, value: string): boolean {
  const values = list?.split(':').map((entry) => entry.trim().toLowerCase());
  return !values || values.includes(value) || values.includes('*');
}
