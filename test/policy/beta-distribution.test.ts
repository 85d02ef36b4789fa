import fc from 'fast-check';
import { expect, test } from 'vitest';
import { betaMean, probabilityAbove } from '../../policy/beta-distribution.ts';

// Closed forms: uniform; arcsine law; Beta(a, 1); and P(Beta(2, 3) > 1/2) = 5/16 by the binomial sum.
test.each([
  [{ alpha: 1, beta: 1 }, 0.3, 0.7],
  [{ alpha: 0.5, beta: 0.5 }, 0.25, 1 - (2 / Math.PI) * Math.asin(0.5)],
  [{ alpha: 7, beta: 1 }, 0.9, 1 - 0.9 ** 7],
  [{ alpha: 1, beta: 300 }, 0.02, 0.98 ** 300],
  [{ alpha: 2, beta: 3 }, 0.5, 5 / 16],
])('P(%o > %d) is %d', (beta, share, probability) => {
  expect(probabilityAbove(beta, share)).toBeCloseTo(probability, 10);
});

test('agrees with the binomial sum for whole parameters', () => {
  const whole = fc.integer({ min: 1, max: 60 });
  fc.assert(
    fc.property(whole, whole, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (alpha, beta, share) => {
      // P(Beta(a, b) > x) = P(Binomial(a + b - 1, x) < a)
      const n = alpha + beta - 1;
      let term = (1 - share) ** n;
      let sum = 0;
      for (let k = 0; k < alpha; k++) {
        sum += term;
        term *= ((n - k) / (k + 1)) * (share / (1 - share));
      }
      expect(probabilityAbove({ alpha, beta }, share)).toBeCloseTo(sum, 9);
    }),
  );
});

test('falls from certain to impossible as the share grows', () => {
  const parameter = fc.double({ min: 0.2, max: 5_000, noNaN: true });
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(parameter, parameter, share, share, (alpha, beta, one, other) => {
      const [low, high] = one < other ? [one, other] : [other, one];
      const atLow = probabilityAbove({ alpha, beta }, low);
      const atHigh = probabilityAbove({ alpha, beta }, high);
      expect(atHigh).toBeLessThanOrEqual(atLow + 1e-9);
      expect(atLow).toBeLessThanOrEqual(1 + 1e-9);
      expect(atHigh).toBeGreaterThanOrEqual(-1e-9);
    }),
  );
  expect(probabilityAbove({ alpha: 2, beta: 2 }, 0)).toBe(1);
  expect(probabilityAbove({ alpha: 2, beta: 2 }, 1)).toBe(0);
});

test('the mean is the share of hits', () => {
  expect(betaMean({ alpha: 9, beta: 1 })).toBeCloseTo(0.9);
});
