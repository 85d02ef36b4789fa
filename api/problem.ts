import { z } from 'zod';
import { errorCodes, type ErrorCode } from '../policy/errors.ts';

/** What only a request can get wrong, beside the codes of the whole product. */
export const requestProblemCodes = [
  'malformed-request',
  'unsupported-media-type',
  'body-too-large',
  'method-not-allowed',
] as const;

export type ProblemCode = ErrorCode | (typeof requestProblemCodes)[number];

/** One field that is wrong: where it is (`warmup.overrides.caps.mailboxPerDay`), what is wrong, what to do. */
export const fieldProblemSchema = z.strictObject({
  path: z.string().meta({ description: 'Names joined by dots; empty for the body as a whole.' }),
  message: z.string(),
  fix: z.string(),
});

export type FieldProblem = z.infer<typeof fieldProblemSchema>;

/** A problem document (RFC 9457), the body of every answer with status 400 and above. */
export const problemSchema = z
  .strictObject({
    type: z.string().meta({ description: 'Names the code: urn:samovar:problem:<code>.' }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.enum([...errorCodes, ...requestProblemCodes]),
    requestId: z.string().meta({ description: 'Quote it when you ask for help: the log has it too.' }),
    errors: z
      .array(fieldProblemSchema)
      .optional()
      .meta({ description: 'Every field that is wrong, at once.' }),
  })
  .meta({ id: 'Problem', description: 'A problem document (RFC 9457).' });

export type Problem = z.infer<typeof problemSchema>;

/** A request that HTTP itself refuses: no use case was asked. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly code: ProblemCode;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ProblemCode, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.code = code;
    this.headers = headers;
  }
}

/** Input that can't be accepted: every wrong field, for one answer. */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly fields: readonly FieldProblem[];

  constructor(fields: readonly FieldProblem[]) {
    super('Some fields can’t be accepted.');
    this.fields = fields;
  }
}
