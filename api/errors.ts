import type { ErrorRequestHandler, Response } from 'express';
import { SamovarError, type FieldErrors } from '../policy/errors.ts';
import { describeFailure } from './log.ts';
import { InputError, RequestError, type FieldProblem, type Problem, type ProblemCode } from './problem.ts';
import { requestStateOf } from './request-state.ts';

interface Meaning {
  readonly status: number;
  readonly title: string;
}

/** What each code is over HTTP. A code without a line here doesn't compile. */
export const meanings: Readonly<Record<ProblemCode, Meaning>> = {
  'validation-failed': { status: 422, title: 'The input is wrong' },
  unauthenticated: { status: 401, title: 'No valid API key' },
  forbidden: { status: 403, title: 'This key may not do this' },
  'not-found': { status: 404, title: 'Not found' },
  'conflict-duplicate': { status: 409, title: 'It exists already' },
  'invalid-state': { status: 409, title: 'Not possible in the present state' },
  'limit-exceeded': { status: 422, title: 'Beyond a limit' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  'mail-login-failed': { status: 502, title: 'The mail server refused the login' },
  'mail-unreachable': { status: 502, title: 'The mail server can’t be reached' },
  'mail-refused': { status: 502, title: 'The mail server refused' },
  'dns-unknown': { status: 502, title: 'DNS gave no answer' },
  'database-unavailable': { status: 503, title: 'The database can’t be reached' },
  'temporal-unavailable': { status: 503, title: 'Temporal can’t be reached' },
  'lease-lost': { status: 409, title: 'Somebody else is at work on it' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  'malformed-request': { status: 400, title: 'The request can’t be read' },
  'unsupported-media-type': { status: 415, title: 'Not JSON' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'method-not-allowed': { status: 405, title: 'Method not allowed' },
};

interface Refusal {
  readonly code: ProblemCode;
  readonly detail: string;
  readonly fields?: readonly FieldProblem[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** Turns whatever was thrown into a problem document. What nobody expected is logged, and never shown. */
export const answerErrors: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  const { log } = requestStateOf(response);
  const refusal = refusalOf(error);
  if (meanings[refusal.code].status >= 500) log.error({ failure: describeFailure(error) }, 'request failed');
  // Half an answer can't be taken back: Express's own handler closes the connection.
  if (response.headersSent) next(error);
  else sendProblem(response, refusal);
};

/** Answers with one problem document. */
export function sendProblem(response: Response, { code, detail, fields, headers = {} }: Refusal): void {
  const { requestId } = requestStateOf(response);
  const { status, title } = meanings[code];
  const problem: Problem = { type: `urn:samovar:problem:${code}`, title, status, detail, code, requestId };
  if (fields) problem.errors = [...fields];
  response.status(status).set(headers).type('application/problem+json').send(JSON.stringify(problem));
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof InputError) {
    return { code: 'validation-failed', detail: error.message, fields: error.fields };
  }
  if (error instanceof RequestError)
    return { code: error.code, detail: error.message, headers: error.headers };
  if (error instanceof SamovarError && meanings[error.code].status < 500) {
    return { code: error.code, detail: error.message, fields: fieldsOf(error.details.fieldErrors) };
  }
  if (error instanceof SamovarError) return { code: error.code, detail: ourFault };
  return refusalOfExpress(error) ?? { code: 'internal', detail: ourFault };
}

const ourFault = 'Nothing is wrong with the request. Try again later, or ask with the request id.';

/** What Express and its body parser raise carries a `type` or an HTTP status; nothing else of it is used. */
function refusalOfExpress(error: unknown): Refusal | null {
  if (typeof error !== 'object' || error === null) return null;
  const { type, status } = error as { type?: unknown; status?: unknown };
  if (type === 'entity.parse.failed') {
    return {
      code: 'malformed-request',
      detail: 'The body is not valid JSON: an object in UTF-8 is expected.',
    };
  }
  if (type === 'entity.too.large') {
    return { code: 'body-too-large', detail: 'The body may have 100 kB at most.' };
  }
  if (status === 415)
    return { code: 'unsupported-media-type', detail: 'Send the body as UTF-8, uncompressed or gzip.' };
  if (status === 400)
    return { code: 'malformed-request', detail: 'The request could not be read to its end.' };
  return null;
}

function fieldsOf(fieldErrors: FieldErrors | undefined): FieldProblem[] | undefined {
  if (!fieldErrors) return undefined;
  const fix = 'Correct this field and send the request again.';
  return Object.entries(fieldErrors).flatMap(([path, messages]) =>
    messages.map((message) => ({ path, message, fix })),
  );
}
