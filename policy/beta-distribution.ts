/**
 * The Beta distribution: what is known of a share (in the inbox, bounced) after so many hits and misses. Rates are
 * judged by it rather than by raw ratios, so that three mails don't decide what only a hundred can tell.
 */
export interface Beta {
  /** Hits, the prior's included. */
  readonly alpha: number;
  /** Misses, the prior's included. */
  readonly beta: number;
}

/** The expected share, 0-1. */
export function betaMean({ alpha, beta }: Beta): number {
  return alpha / (alpha + beta);
}

/** The probability that the share is above `share`. Relative error below 1e-9 for parameters up to 1e5. */
export function probabilityAbove({ alpha, beta }: Beta, share: number): number {
  if (share <= 0) return 1;
  if (share >= 1) return 0;
  // I_x(a, b) = 1 - I_1-x(b, a); the continued fraction converges fast on one side only (DLMF 8.17.22).
  const isOnFastSide = 1 - share < (beta + 1) / (alpha + beta + 2);
  return isOnFastSide
    ? regularizedIncompleteBeta(1 - share, beta, alpha)
    : 1 - regularizedIncompleteBeta(share, alpha, beta);
}

/** I_x(a, b) by its continued fraction, evaluated by Lentz's method (DLMF 8.17.22; Numerical Recipes 6.4). */
function regularizedIncompleteBeta(x: number, a: number, b: number): number {
  const logFront = logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x);
  const tiny = 1e-300;
  const awayFromZero = (value: number) => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= 1_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / awayFromZero(1 + even * d);
    c = awayFromZero(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / awayFromZero(1 + odd * d);
    c = awayFromZero(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-14) break;
  }
  return (Math.exp(logFront) * fraction) / a;
}

/** ln of the gamma function by Lanczos' approximation (g = 7, nine terms), about 1e-15 relative. */
function logGamma(z: number): number {
  if (z < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * z)) - logGamma(1 - z);
  const terms = [
    676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
    -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
  ];
  const shifted = z - 1;
  const series = terms.reduce((sum, term, index) => sum + term / (shifted + index + 1), 0.9999999999998099);
  const t = shifted + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(t) - t + Math.log(series);
}
