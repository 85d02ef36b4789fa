import { createCipheriv, createDecipheriv, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { parse, stringify } from 'uuid';
import { decodeBase32, encodeBase32 } from './base32.ts';

/** What an id is written into. Each purpose has keys of its own, so that one token can't stand in for another. */
export type IdPurpose = 'message-id' | 'warmup-header';

const tagBytes = 6;

/**
 * Writes a UUID so that only the holder of the key can read it or make another: 36 letters and digits that look random.
 * (A UUIDv7 in clear would tell every recipient when the mail was planned.)
 *
 * One AES block, since a UUID is exactly one and is never written twice with another meaning; then an HMAC over it,
 * cut to 48 bits, by which ours are told from anybody else's.
 */
export function sealId(id: string, key: Buffer, purpose: IdPurpose): string {
  const { cipherKey, macKey } = deriveKeys(key, purpose);
  const block = transform(createCipheriv('aes-128-ecb', cipherKey, null), Buffer.from(parse(id)));
  return encodeBase32(Buffer.concat([block, tagOf(block, macKey)]));
}

/** Reads what `sealId` wrote; null for anything else, whoever wrote it. */
export function openId(token: string, key: Buffer, purpose: IdPurpose): string | null {
  const bytes = decodeBase32(token);
  if (bytes?.length !== 16 + tagBytes) return null;
  const { cipherKey, macKey } = deriveKeys(key, purpose);
  const block = bytes.subarray(0, 16);
  if (!timingSafeEqual(bytes.subarray(16), tagOf(block, macKey))) return null;
  return stringify(transform(createDecipheriv('aes-128-ecb', cipherKey, null), block));
}

function deriveKeys(key: Buffer, purpose: IdPurpose): { cipherKey: Buffer; macKey: Buffer } {
  const derived = Buffer.from(hkdfSync('sha256', key, '', `samovar ${purpose}`, 48));
  return { cipherKey: derived.subarray(0, 16), macKey: derived.subarray(16) };
}

function tagOf(block: Buffer, macKey: Buffer): Buffer {
  return createHmac('sha256', macKey).update(block).digest().subarray(0, tagBytes);
}

function transform(cipher: ReturnType<typeof createCipheriv>, block: Buffer): Buffer {
  cipher.setAutoPadding(false);
  return Buffer.concat([cipher.update(block), cipher.final()]);
}
