import { expect, test } from 'vitest';
import { SamovarError, errorCodes } from '../../policy/errors.ts';

test('an error carries its code, its fields and what led to it', () => {
  const cause = new Error('connection refused');
  const error = new SamovarError(
    'validation-failed',
    'The mailbox cannot be created.',
    { fieldErrors: { 'smtp.port': ['must be at most 65535'] } },
    { cause },
  );
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({ name: 'SamovarError', code: 'validation-failed', cause });
  expect(error.details.fieldErrors).toEqual({ 'smtp.port': ['must be at most 65535'] });
});

test('codes are words of their own, each once', () => {
  expect(new Set(errorCodes).size).toBe(errorCodes.length);
  for (const code of errorCodes) expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
});
