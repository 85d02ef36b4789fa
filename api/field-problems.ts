import type { z } from 'zod';
import type { FieldProblem } from './problem.ts';

type Issue = z.core.$ZodIssue;
type Words = Pick<FieldProblem, 'message' | 'fix'>;

/**
 * Every wrong field of a zod error, each with what is wrong and what to do about it. Values never appear: one of them
 * may be a password in the wrong place.
 */
export function fieldProblems(error: z.ZodError, input: unknown): FieldProblem[] {
  return error.issues.flatMap((issue) => problemsOf(issue, input));
}

function problemsOf(issue: Issue, input: unknown): FieldProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: dotted([...issue.path, key]),
      message: 'is not a field of this request',
      fix: 'Remove it, or correct its spelling.',
    }));
  }
  const words = wordsFor(issue);
  return [
    { path: dotted(issue.path), ...words, ...(isMissing(input, issue.path) && { message: 'is missing' }) },
  ];
}

function wordsFor(issue: Issue): Words {
  switch (issue.code) {
    case 'custom': {
      const { fix = 'Correct this field.' } = (issue.params ?? {}) as { fix?: string };
      return { message: issue.message, fix };
    }
    case 'too_small':
      return tooSmall(issue);
    case 'too_big':
      return tooBig(issue);
    default:
      return { message: `is not ${expected(issue)}`, fix: `Give ${expected(issue)}.` };
  }
}

function tooSmall({ origin, minimum }: z.core.$ZodIssueTooSmall): Words {
  if (origin === 'string') return { message: 'is empty', fix: 'Give a text.' };
  if (origin === 'array') return { message: 'is too short a list', fix: `Give at least ${minimum}.` };
  return { message: `is below ${minimum}`, fix: `Give at least ${minimum}.` };
}

function tooBig({ origin, maximum }: z.core.$ZodIssueTooBig): Words {
  const unit = origin === 'string' ? ' characters' : '';
  return { message: `is above ${maximum}${unit}`, fix: `Give at most ${maximum}${unit}.` };
}

/** What the field should be, as the object of "Give ...". */
function expected(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return kinds[issue.expected] ?? 'a value as the documentation shows';
    case 'invalid_value':
      return oneOf(issue.values);
    case 'invalid_format':
      return formats[issue.format] ?? 'a text of the form that the documentation shows';
    case 'invalid_union': {
      // Of a union by one field, which zod's type doesn't tell.
      const { options } = issue as { options?: readonly unknown[] };
      return options ? oneOf(options) : 'a value as the documentation shows';
    }
    default:
      return 'a value as the documentation shows';
  }
}

function oneOf(values: readonly unknown[]): string {
  return values.length === 1 ? String(values[0]) : `one of ${values.map(String).join(', ')}`;
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a JSON object',
  array: 'a list',
  record: 'a JSON object',
};

const formats: Readonly<Record<string, string>> = { uuid: 'an id as lists show it' };

function isMissing(input: unknown, path: readonly PropertyKey[]): boolean {
  let value = input;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return true;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value === undefined;
}

function dotted(path: readonly PropertyKey[]): string {
  return path.map(String).join('.');
}
