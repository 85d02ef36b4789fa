import type { z } from 'zod';
import type { Context } from './context.ts';
import { fieldProblems } from './field-problems.ts';
import { InputError, RequestError, type FieldProblem } from './problem.ts';

/** The fields of a body as they came: nothing is known of them. */
export type RawFields = Readonly<Record<string, unknown>>;

/** Judges what a schema can't, such as a field against a row of the database. */
export type Examine<Params, Caller> = (
  raw: RawFields,
  call: { readonly params: Params; readonly caller: Caller; readonly context: Context },
) => Promise<readonly FieldProblem[]>;

/** The path's ids. One that isn't an id names nothing, so it is `not-found`, not wrong input. */
export function parseParams<P extends z.ZodObject>(schema: P | undefined, raw: unknown): z.output<P> {
  if (!schema) return {} as z.output<P>;
  const parsed = schema.safeParse(raw);
  if (!parsed.success) throw new RequestError('not-found', 'There is nothing at this address.');
  return parsed.data;
}

/** @throws InputError with every parameter that is unknown or wrong. */
export function parseQuery<Q extends z.ZodObject>(schema: Q | undefined, raw: unknown): z.output<Q> {
  if (!schema) return {} as z.output<Q>;
  const parsed = schema.safeParse(raw);
  if (!parsed.success) throw new InputError(fieldProblems(parsed.error, raw));
  return parsed.data;
}

/** @throws InputError with every field that is wrong, by the schema and by `examine` together. */
export async function parseBody<B extends z.ZodType>(
  schema: B | undefined,
  raw: unknown,
  examine: (raw: RawFields) => Promise<readonly FieldProblem[]> | undefined,
): Promise<z.output<B>> {
  if (!schema) return undefined as z.output<B>;
  const body: unknown = raw ?? {};
  const parsed = schema.safeParse(body);
  const examined = isRawFields(body) ? await examine(body) : [];
  const wrong = [...(parsed.error ? fieldProblems(parsed.error, body) : []), ...(examined ?? [])];
  if (!parsed.success || wrong.length > 0) throw new InputError(wrong);
  return parsed.data;
}

function isRawFields(body: unknown): body is RawFields {
  return typeof body === 'object' && body !== null && !Array.isArray(body);
}
