/**
 * Chance that can be repeated: every draw is a function of a seed, so that a retried activity, another machine and the
 * planner all draw the same. Not for secrets.
 */

/** A stream of numbers in [0, 1), each call the next one. */
export type Random = () => number;

/**
 * 32 well-mixed bits of a text. FNV-1a over UTF-16 code units, finished by MurmurHash3's avalanche, because seeds
 * here differ in their last characters only (`<mailbox>:2026-03-01`, `...-02`), which plain FNV-1a hardly spreads.
 */
export function hash32(text: string, basis = 0x811c9dc5): number {
  let hash = basis >>> 0;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * The stream of a seed: sfc32 (Chris Doty-Humphrey, PractRand), started with four independent hashes of the seed and
 * warmed up by twelve rounds as its author advises. Integer arithmetic only, hence the same on every machine.
 */
export function seededRandom(seed: string): Random {
  let a = hash32(seed, 0x811c9dc5);
  let b = hash32(seed, 0x9e3779b9);
  let c = hash32(seed, 0x243f6a88);
  let counter = hash32(seed, 0xb7e15162);
  const next = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let round = 0; round < 12; round++) next();
  return next;
}

/** A number in [low, high). */
export function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random();
}

/** One of `items`, each as likely. Throws a RangeError when there is none. */
export function pick<Item>(random: Random, items: readonly Item[]): Item {
  if (items.length === 0) throw new RangeError('Nothing to pick from.');
  return items[Math.floor(random() * items.length)] as Item;
}

/** The same items in another order, each order as likely (Fisher-Yates). */
export function shuffle<Item>(random: Random, items: readonly Item[]): Item[] {
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [shuffled[last], shuffled[other]] = [shuffled[other] as Item, shuffled[last] as Item];
  }
  return shuffled;
}

/**
 * A log-normal draw: half of all draws lie below `median`, and about two thirds between `median / e^sigma` and
 * `median * e^sigma`. How long people take to answer looks like this.
 */
export function logNormal(random: Random, median: number, sigma: number): number {
  // Box-Muller; 1 - u lies in (0, 1], so the logarithm is finite.
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return median * Math.exp(sigma * normal);
}

/**
 * A log-normal draw within [low, high]: draws outside are drawn again, so that they don't pile up at the edges.
 * After fifty misses (bounds far from the median) the edge is taken.
 */
export function logNormalBetween(
  random: Random,
  { median, sigma, low, high }: { median: number; sigma: number; low: number; high: number },
): number {
  for (let attempt = 0; attempt < 50; attempt++) {
    const drawn = logNormal(random, median, sigma);
    if (drawn >= low && drawn <= high) return drawn;
  }
  return median < low ? low : high;
}
