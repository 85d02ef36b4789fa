import type { z } from 'zod';
import type { FieldProblem } from './problem.ts';

type Issue = z.core.$ZodIssue;

/**
 * Every wrong field of a zod error, each with what is wrong and what to do about it. Values never appear: one of them
 * may be a password in the wrong place.
 */
export function fieldProblems(error: z.ZodError, input: unknown): FieldProblem[] {
  return error.issues.flatMap((issue) => problemsOf(issue, input, []));
}

function problemsOf(issue: Issue, input: unknown, base: readonly PropertyKey[]): FieldProblem[] {
  const path = [...base, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: dotted([...path, key]),
      message: 'is not a field of this request',
      fix: 'Remove it, or correct its spelling.',
    }));
  }
  return [{ path: dotted(path), ...wordsFor(issue, isMissing(input, path)) }];
}

function wordsFor(issue: Issue, missing: boolean): Pick<FieldProblem, 'message' | 'fix'> {
  if (missing) return { message: 'is missing', fix: `Give ${expectation(issue)}.` };
  if (issue.code === 'custom') {
    const fix = (issue.params as { fix?: string } | undefined)?.fix;
    return { message: issue.message, fix: fix ?? 'Correct this field.' };
  }
  return { message: `is not ${expectation(issue)}`, fix: `Give ${expectation(issue)}.` };
}

/** What the field should be, as an object of "Give ...". */
function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `${kinds[issue.expected] ?? 'a value'}`;
    case 'invalid_value':
      return issue.values.length === 1
        ? String(issue.values[0])
        : `one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return issue.origin === 'string' ? 'a text that is not empty' : `at least ${issue.minimum}`;
    case 'too_big':
      return issue.origin === 'string' ? `at most ${issue.maximum} characters` : `at most ${issue.maximum}`;
    case 'invalid_format':
      return formats[issue.format] ?? 'a text of the form that the documentation shows';
    case 'invalid_union':
      return 'one of the forms that the documentation shows';
    default:
      return 'a value as the documentation shows';
  }
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

const formats: Readonly<Record<string, string>> = {
  uuid: 'an id, as a list or a created object shows it',
  datetime: 'a time like 2026-03-01T08:15:00Z',
};

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
