import type { Request } from 'express';
import type { z } from 'zod';
import type { Principal } from './authentication.ts';
import type { Context } from './context.ts';
import { parseBody, parseParams, parseQuery, type Examine } from './parse.ts';
import type { ProblemCode } from './problem.ts';

export type Method = 'get' | 'post' | 'put' | 'delete';

/** `public` needs no key, `tenant` a key of the tenant whose objects they are, `platform` a platform key. */
export type Audience = 'public' | 'tenant' | 'platform';

export type Scope = 'read' | 'write' | 'admin';

/** What an answer may be, by status: its schema is in the document, and a handler can answer nothing else. */
type AnswerSchemas = Readonly<Record<number, z.ZodType>>;

type AnswerOf<Answers extends AnswerSchemas> = {
  [Status in keyof Answers & number]: {
    readonly status: Status;
    readonly body: z.input<Answers[Status]>;
    readonly headers?: Readonly<Record<string, string>>;
  };
}[keyof Answers & number];

/** What a handler is given: all of it valid. */
export interface Call<Params, Query, Body, Caller> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly caller: Caller;
  readonly context: Context;
}

export type TenantCaller = Extract<Principal, { kind: 'tenant' }>;
export type PlatformCaller = Extract<Principal, { kind: 'platform' }>;

interface Description {
  readonly method: Method;
  /** As in OpenAPI: `/v1/mailboxes/{mailboxId}`. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly tag: string;
  /** Codes that this route answers with beside those that its audience, parameters and body imply. */
  readonly problems?: readonly ProblemCode[];
}

interface Definition<
  P extends z.ZodObject,
  Q extends z.ZodObject,
  B extends z.ZodType,
  A extends AnswerSchemas,
  Caller,
> extends Description {
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly answers: A;
  /** Looks at what a schema alone can't judge; its problems are told together with the schema's. */
  readonly examine?: Examine<z.output<P>, Caller>;
  readonly handle: (
    call: Call<z.output<P>, z.output<Q>, z.output<B>, Caller>,
  ) => Promise<AnswerOf<NoInfer<A>>>;
}

/** One line of the route table: Express and the OpenAPI document are both made of it. */
export interface Route extends Description {
  readonly audience: Audience;
  readonly scope: Scope | null;
  readonly params: z.ZodObject | undefined;
  readonly query: z.ZodObject | undefined;
  readonly body: z.ZodType | undefined;
  readonly answers: AnswerSchemas;
  readonly run: (request: Request, caller: Principal, context: Context) => Promise<Answer>;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A route without a key. */
export function publicRoute<A extends AnswerSchemas>(
  definition: Description & { answers: A; handle: (context: Context) => Promise<AnswerOf<NoInfer<A>>> },
): Route {
  const { handle, ...description } = definition;
  return {
    ...description,
    audience: 'public',
    scope: null,
    params: undefined,
    query: undefined,
    body: undefined,
    run: async (_request, _caller, context) => handle(context),
  };
}

/** A route about one tenant's objects, for keys of that tenant with `scope`. */
export function tenantRoute<
  A extends AnswerSchemas,
  P extends z.ZodObject = z.ZodObject,
  Q extends z.ZodObject = z.ZodObject,
  B extends z.ZodType = z.ZodUndefined,
>(scope: Scope, definition: Definition<P, Q, B, A, TenantCaller>): Route {
  return keyedRoute('tenant', scope, definition);
}

/** A route across tenants, for platform keys with `scope`. */
export function platformRoute<
  A extends AnswerSchemas,
  P extends z.ZodObject = z.ZodObject,
  Q extends z.ZodObject = z.ZodObject,
  B extends z.ZodType = z.ZodUndefined,
>(scope: Scope, definition: Definition<P, Q, B, A, PlatformCaller>): Route {
  return keyedRoute('platform', scope, definition);
}

function keyedRoute<
  P extends z.ZodObject,
  Q extends z.ZodObject,
  B extends z.ZodType,
  A extends AnswerSchemas,
  Caller extends Principal,
>(audience: Caller['kind'], scope: Scope, definition: Definition<P, Q, B, A, Caller>): Route {
  const { handle, examine, ...description } = definition;
  return {
    ...description,
    audience,
    scope,
    params: definition.params,
    query: definition.query,
    body: definition.body,
    run: async (request, principal, context) => {
      const caller = principal as Caller; // the audience was checked before: authentication.ts
      const params = parseParams(definition.params, request.params);
      const query = parseQuery(definition.query, request.query);
      const body = await parseBody(definition.body, request.body, (raw) =>
        examine?.(raw, { params, caller, context }),
      );
      return handle({ params, query, body, caller, context });
    },
  };
}
