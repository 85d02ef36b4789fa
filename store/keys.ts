import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { SamovarError } from '../policy/errors.ts';
import { foldAddress } from './address-fold.ts';
import { parseKeyList, type NamedKey } from './key-list.ts';

/** Where a sealed text belongs. It opens in no other place, so that nobody gains by copying it into a row of theirs. */
export interface SealContext {
  readonly tenantId: string;
  readonly rowId: string;
  /** `mailbox.sealed_secret` */
  readonly column: string;
}

export interface Keyring {
  /** `keyId:` and base64url of nonce, tag and AES-256-GCM cipher text, under the sealing key in use. */
  seal(plain: string, context: SealContext): string;
  /** @throws internal when it was made for another place, changed, or by a key that isn't in the list any more. */
  open(sealed: string, context: SealContext): string;
  /** The same text under the key in use; null when it is already. A key may leave the list once all are resealed. */
  reseal(sealed: string, context: SealContext): string | null;
  /** `keyId:` and the HMAC of the folded address, to be stored. @throws validation-failed for what is no address. */
  lookup(address: string): string;
  /** The look-up under every key there ever was, newest first: what is searched for. */
  lookups(address: string): string[];
  /** Makes message ids and the opaque tokens of headers. */
  messageKey(): Buffer;
  /** Every such key there ever was, newest first: what a token is tried with. */
  messageKeys(): Buffer[];
}

export interface KeySettings {
  /** SAMOVAR_KEYS: the first seals, the others open what was sealed before. */
  readonly sealing: string;
  /** SAMOVAR_LOOKUP_KEYS: the first is for what is new. None may ever leave: an HMAC can't be made anew without its address. */
  readonly lookup: string;
}

/** Reads the key lists of the settings. Throws an error that names the setting and the fix, and never a key. */
export function openKeyring({ sealing, lookup }: KeySettings): Keyring {
  const sealingKeys = parseKeyList('SAMOVAR_KEYS', sealing);
  const lookupKeys = parseKeyList('SAMOVAR_LOOKUP_KEYS', lookup);
  const [sealingKey] = sealingKeys;
  const addressKeys = lookupKeys.map(addressKeyOf);
  const messageKeys = lookupKeys.map(messageKeyOf);
  const [addressKey, messageKey] = [addressKeyOf(lookupKeys[0]), messageKeyOf(lookupKeys[0])];

  const open = (sealed: string, context: SealContext): string => {
    const id = keyIdOf(sealed);
    const found = sealingKeys.find((key) => key.id === id);
    if (!found) {
      throw new SamovarError(
        'internal',
        `SAMOVAR_KEYS lacks the key ${id}, which sealed ${context.column}: add it again.`,
      );
    }
    return openWith(found, sealed, context);
  };

  return {
    seal: (plain, context) => sealWith(sealingKey, plain, context),
    open,
    reseal: (sealed, context) =>
      keyIdOf(sealed) === sealingKey.id ? null : sealWith(sealingKey, open(sealed, context), context),
    lookup: (address) => lookupWith(addressKey, foldAddress(address)),
    lookups: (address) => {
      const folded = foldAddress(address);
      return addressKeys.map((key) => lookupWith(key, folded));
    },
    messageKey: () => messageKey,
    messageKeys: () => [...messageKeys],
  };
}

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

function sealWith({ id, key }: NamedKey, plain: string, context: SealContext): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes }).setAAD(placeOf(context));
  const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return `${id}:${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')}`;
}

function openWith({ id, key }: NamedKey, sealed: string, context: SealContext): string {
  const bytes = Buffer.from(sealed.slice(id.length + 1), 'base64url');
  const nonce = bytes.subarray(0, nonceBytes);
  const tag = bytes.subarray(nonceBytes, nonceBytes + tagBytes);
  try {
    const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
      .setAAD(placeOf(context))
      .setAuthTag(tag);
    const plain = Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]);
    return plain.toString('utf8');
  } catch (cause) {
    const message = `${context.column} of row ${context.rowId} does not open: it was sealed for another row, or changed.`;
    throw new SamovarError('internal', message, {}, { cause });
  }
}

function placeOf({ tenantId, rowId, column }: SealContext): Buffer {
  return Buffer.from(JSON.stringify([tenantId, rowId, column]));
}

function keyIdOf(sealed: string): string {
  return sealed.slice(0, Math.max(sealed.indexOf(':'), 0));
}

function lookupWith({ id, key }: NamedKey, folded: string): string {
  return `${id}:${createHmac('sha256', key).update(folded).digest('base64url')}`;
}

function addressKeyOf({ id, key }: NamedKey): NamedKey {
  return { id, key: derived(key, 'address look-up') };
}

function messageKeyOf({ key }: NamedKey): Buffer {
  return derived(key, 'message ids and tokens');
}

/** A key for one purpose (RFC 5869), so that what is made for one can't stand in for the other. */
function derived(key: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', `samovar: ${purpose}`, 32));
}
