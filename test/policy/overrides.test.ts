import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaults } from '../../policy/defaults.ts';
import { SamovarError } from '../../policy/errors.ts';
import { effectivePolicy, mayChoosePreset, type PolicyOverrides } from '../../policy/overrides.ts';

function problemsOf(overrides: unknown): Record<string, readonly string[]> {
  try {
    effectivePolicy(overrides as PolicyOverrides);
  } catch (error) {
    if (error instanceof SamovarError && error.code === 'validation-failed')
      return error.details.fieldErrors ?? {};
    throw error;
  }
  throw new Error('It was accepted.');
}

test('without overrides the policy is the default one, by its version', () => {
  expect(effectivePolicy()).toEqual({ policy: defaults, version: defaults.version });
  expect(effectivePolicy({ caps: {} }).version).toBe(defaults.version);
});

test('a more careful number replaces the default one, and leaves the others', () => {
  const { policy, version } = effectivePolicy({ caps: { mailboxPerDay: 25 } });
  expect(policy.caps).toEqual({ ...defaults.caps, mailboxPerDay: 25 });
  expect(policy.volume).toEqual(defaults.volume);
  expect(version).toMatch(/^1\+[0-9a-f]{8}$/);
  expect(policy.version).toBe(version);
});

test('the same changes have the same version, whatever order they come in; others another', () => {
  const one = effectivePolicy({ caps: { mailboxPerDay: 25 }, graduation: { dayAtLeast: 35 } }).version;
  const other = effectivePolicy({ graduation: { dayAtLeast: 35 }, caps: { mailboxPerDay: 25 } }).version;
  expect(one).toBe(other);
  expect(effectivePolicy({ caps: { mailboxPerDay: 24 }, graduation: { dayAtLeast: 35 } }).version).not.toBe(
    one,
  );
});

test('every problem is named by its field, all at once', () => {
  const problems = problemsOf({
    caps: { mailboxPerDay: 60, mailboxColdPerDay: 'many' },
    graduation: { dayAtLeast: 7 },
    plans: { default: { matured: { coldTo: 45 } } },
    volume: { raisePerDay: 3 },
    speed: 11,
  });
  expect(Object.keys(problems).sort()).toEqual([
    'caps.mailboxColdPerDay',
    'caps.mailboxPerDay',
    'graduation.dayAtLeast',
    'plans.default.matured.coldTo',
    'speed',
    'volume.raisePerDay',
  ]);
  expect(problems['caps.mailboxPerDay']).toEqual(['must be at most 40: a tenant can only be more careful']);
  expect(problems['graduation.dayAtLeast']).toEqual([
    'must be at least 28: a tenant can only be more careful',
  ]);
});

test.each([
  ['a fraction of a mail', { caps: { mailboxPerDay: 12.5 } }, 'caps.mailboxPerDay'],
  ['less than nothing', { caps: { domainWarmupPerDay: -1 } }, 'caps.domainWarmupPerDay'],
  ['not a number at all', { caps: { mailboxPerDay: Number.NaN } }, 'caps.mailboxPerDay'],
  ['a group where a number belongs', { caps: { mailboxPerDay: {} } }, 'caps.mailboxPerDay'],
  ['a number where a group belongs', { caps: 3 }, 'caps'],
  ['a list', { caps: [1] }, 'caps'],
  ['the version', { version: 2 }, 'version'],
  [
    'numbers that contradict each other',
    { placement: { cooldownJunkRatio: 0.05 } },
    'placement.cooldownJunkRatio',
  ],
  ['a property of every object', JSON.parse('{"__proto__": {"caps": 1}}') as object, '__proto__'],
  ['another one', { constructor: 1 }, 'constructor'],
])('%s is refused', (_, overrides, field) => {
  expect(Object.keys(problemsOf(overrides))).toEqual([field]);
});

test('the message names no field, since names come from the caller', () => {
  expect(() => effectivePolicy({ 'someone@example.com': 1 })).toThrow(/^[^@]*$/);
});

test('no override ever raises a cap or a curve', () => {
  const limit = fc.integer({ min: 1, max: 60 });
  fc.assert(
    fc.property(limit, limit, limit, (mailboxPerDay, coldTo, warmupTo) => {
      const overrides = { caps: { mailboxPerDay }, plans: { default: { matured: { coldTo, warmupTo } } } };
      try {
        const { policy } = effectivePolicy(overrides);
        expect(policy.caps.mailboxPerDay).toBeLessThanOrEqual(defaults.caps.mailboxPerDay);
        expect(policy.plans.default.matured.coldTo).toBeLessThanOrEqual(
          defaults.plans.default.matured.coldTo,
        );
        expect(policy.plans.default.matured.warmupTo).toBeLessThanOrEqual(
          defaults.plans.default.matured.warmupTo,
        );
      } catch (error) {
        expect(error).toMatchObject({ code: 'validation-failed' });
      }
    }),
  );
});

test('only a platform admin chooses the fast preset', () => {
  expect(mayChoosePreset('fast', { isPlatformAdmin: false })).toBe(false);
  expect(mayChoosePreset('fast', { isPlatformAdmin: true })).toBe(true);
  expect(mayChoosePreset('default', { isPlatformAdmin: false })).toBe(true);
  expect(mayChoosePreset('careful', { isPlatformAdmin: false })).toBe(true);
});
