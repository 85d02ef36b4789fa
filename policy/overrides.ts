import type { z } from 'zod';
import { defaults } from './defaults.ts';
import { SamovarError } from './errors.ts';
import { hash32 } from './random.ts';
import { policySchema, type Phase, type Plan, type PlanPreset, type Policy } from './schema.ts';

/**
 * What a tenant changes of the policy: some numbers, each towards more care only. Given as the same tree as the policy,
 * with the changed numbers alone: `{ caps: { mailboxPerDay: 25 } }`.
 */
export type PolicyOverrides = { readonly [Key in string]?: number | PolicyOverrides };

export interface EffectivePolicy {
  readonly policy: Policy;
  /** The version of the defaults, and for a changed policy a fingerprint of the changes: `1+3fa2c0d1`. */
  readonly version: string;
}

/** Which way is more careful, for every number that a tenant may change. */
type Directions<Node> = {
  readonly [Key in keyof Node]?: Node[Key] extends number ? 'lower' | 'higher' : Directions<Node[Key]>;
};

const phase: Directions<Phase> = {
  days: 'higher',
  warmupFrom: 'lower',
  warmupTo: 'lower',
  coldFrom: 'lower',
  coldTo: 'lower',
};

const plan: Directions<Plan> = {
  rising: phase,
  steady: phase,
  'first-cold': phase,
  'second-cold': phase,
  matured: phase,
};

const moreCareful: Directions<Policy> = {
  plans: { default: plan, careful: plan, fast: plan },
  volume: {
    weekendRatio: 'lower',
    cooldownLevel: 'lower',
    stepBackAfterIdleDays: 'lower',
    stepBackRatio: 'higher',
    restartAfterIdleDays: 'lower',
    restartRatio: 'lower',
    extraDaysBeforePerson: 'lower',
  },
  rounds: { gapMinutes: 'higher' },
  tending: { answerRatio: 'lower', threadDepthAtMost: 'lower', flaggedRatio: 'lower' },
  pairing: { restDays: 'higher', widenedPairPerDay: 'lower', widestPairPerDay: 'lower' },
  placement: {
    observedAtLeast: 'higher',
    inboxAtLeast: 'higher',
    certainty: 'higher',
    watchJunkRatio: 'lower',
    cooldownJunkRatio: 'lower',
    retiredJunkRatio: 'lower',
    steadyJunkBelow: 'lower',
  },
  graduation: { dayAtLeast: 'higher', loginFaultFreeDays: 'higher', planDeviationRatio: 'lower' },
  authentication: { hoursApart: 'higher', failuresToStop: 'lower' },
  caps: { mailboxPerDay: 'lower', mailboxColdPerDay: 'lower', domainWarmupPerDay: 'lower' },
};

/**
 * The policy that a tenant's overrides make of the defaults.
 *
 * Throws `validation-failed` with every problem by field path: an unknown field, not a number, a number that is less
 * careful than the default or beyond a hard limit, numbers that contradict each other.
 */
export function effectivePolicy(overrides: PolicyOverrides = {}): EffectivePolicy {
  const version = versionOf(overrides);
  const parsed = policySchema.safeParse({ ...merged(defaults, overrides), version });
  const problems = directionProblems(overrides, defaults, moreCareful, []);
  const named = new Set(problems.map(({ path }) => path));
  const asked = new Set(leafPaths(overrides, []));
  // What the schema says of other fields than those asked for, or for a second time, follows from what is named already.
  const others = (parsed.error?.issues ?? [])
    .map(problemOfIssue)
    .filter(({ path }) => asked.has(path) && !named.has(path));
  if (problems.length + others.length > 0) throw refusal([...problems, ...others]);
  if (!parsed.success) throw refusal(parsed.error.issues.map(problemOfIssue));
  return { policy: parsed.data, version };
}

/** Whether somebody may choose a preset: `fast` takes more risk than the default, which only a platform admin may. */
export function mayChoosePreset(preset: PlanPreset, chooser: { readonly isPlatformAdmin: boolean }): boolean {
  return preset !== 'fast' || chooser.isPlatformAdmin;
}

function leafPaths(tree: unknown, path: readonly string[]): string[] {
  if (!isTree(tree)) return [path.join('.')];
  return Object.entries(tree).flatMap(([key, value]) => leafPaths(value, [...path, key]));
}

interface Problem {
  readonly path: string;
  readonly message: string;
}

function directionProblems(
  node: unknown,
  base: unknown,
  direction: unknown,
  path: readonly string[],
): Problem[] {
  const field = path.join('.');
  if (direction === undefined) return [{ path: field, message: 'is not a number that a tenant may change' }];
  if (direction === 'lower' || direction === 'higher') {
    const message = numberProblem(node, base as number, direction);
    return message ? [{ path: field, message }] : [];
  }
  if (!isTree(node)) return [{ path: field, message: 'is a group of numbers' }];
  return Object.entries(node).flatMap(([key, value]) =>
    directionProblems(value, ownValue(base, key), ownValue(direction, key), [...path, key]),
  );
}

function numberProblem(value: unknown, base: number, direction: 'lower' | 'higher'): string | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'must be a number';
  if (direction === 'lower' && value > base)
    return `must be at most ${base}: a tenant can only be more careful`;
  if (direction === 'higher' && value < base)
    return `must be at least ${base}: a tenant can only be more careful`;
  return undefined;
}

function merged(base: object, overrides: PolicyOverrides): Record<string, unknown> {
  const result: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(overrides)) {
    const under = result[key];
    result[key] = isTree(under) && isTree(value) ? merged(under, value) : value;
  }
  return result;
}

/** The message is fixed, since field names come from the caller; the answer to the caller has them in its details. */
function refusal(problems: readonly Problem[]): SamovarError {
  const byField = Map.groupBy(problems, ({ path }) => path);
  const fieldErrors = Object.fromEntries(
    [...byField].map(([path, found]) => [path, found.map(({ message }) => message)] as const),
  );
  return new SamovarError('validation-failed', 'The policy cannot be changed as asked.', { fieldErrors });
}

function problemOfIssue(issue: z.core.$ZodIssue): Problem {
  return { path: issue.path.join('.'), message: issue.message };
}

/** Own properties only: `constructor` and `__proto__` in a request are unknown fields like any other. */
function ownValue(tree: unknown, key: string): unknown {
  return isTree(tree) && Object.hasOwn(tree, key) ? tree[key] : undefined;
}

function isTree(value: unknown): value is PolicyOverrides & Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function versionOf(overrides: PolicyOverrides): string {
  const changes = canonical(overrides);
  return changes === '{}'
    ? defaults.version
    : `${defaults.version}+${hash32(changes).toString(16).padStart(8, '0')}`;
}

/** The same text for the same changes, in whatever order they were given; empty groups change nothing. */
function canonical(node: PolicyOverrides): string {
  const entries = Object.entries(node)
    .map(([key, value]) => [JSON.stringify(key), isTree(value) ? canonical(value) : String(value)] as const)
    .filter(([, value]) => value !== '{}')
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${entries.map((entry) => entry.join(':')).join(',')}}`;
}
