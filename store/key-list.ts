/** A key with the id by which what it made names it. */
export interface NamedKey {
  readonly id: string;
  readonly key: Buffer;
}

/** A list of keys of which the first is the one in use; the others open or find what was made before. */
export type KeyList = readonly [NamedKey, ...NamedKey[]];

const keyBytes = 32;
const makeOne = 'Make a key with: echo "k1:$(openssl rand -base64 32)".';

/**
 * Reads `id:base64key,id2:base64key`. Throws, naming the setting and the fix, and never a key.
 */
export function parseKeyList(setting: string, text: string): KeyList {
  const parts = text.split(',').map((part) => part.trim());
  const keys = parts.filter((part) => part !== '').map((part, index) => parseKey(setting, part, index + 1));
  const [first, ...others] = keys;
  if (!first) throw new Error(`${setting} has no key. ${makeOne}`);
  const twice = keys.find(({ id }, index) => keys.findIndex((other) => other.id === id) !== index);
  if (twice)
    throw new Error(`${setting} has two keys with the id ${twice.id}. Give the newer one an id of its own.`);
  return [first, ...others];
}

function parseKey(setting: string, text: string, position: number): NamedKey {
  const [, id, encoded] = /^([a-z0-9][a-z0-9-]{0,15}):([A-Za-z0-9+/_-]+={0,2})$/.exec(text) ?? [];
  if (id === undefined || encoded === undefined) {
    throw new Error(
      `Key ${position} of ${setting} is not id:key, with an id of up to 16 small letters, digits and hyphens ` +
        `and a key in base64. ${makeOne}`,
    );
  }
  const key = Buffer.from(encoded, 'base64');
  if (key.length !== keyBytes) {
    throw new Error(`Key ${id} of ${setting} has ${key.length} bytes instead of ${keyBytes}. ${makeOne}`);
  }
  return { id, key };
}
