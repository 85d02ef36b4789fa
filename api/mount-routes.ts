import express, { Router, type RequestHandler } from 'express';
import { authenticate, callerOf } from './authentication.ts';
import type { Context } from './context.ts';
import { RequestError } from './problem.ts';
import { requestStateOf } from './request-state.ts';
import type { Route } from './route.ts';

/** Bytes of a body, after decompression: a mailbox with its plan is 2 kB. */
const largestBody = '100kb';

const parseJson = express.json({ limit: largestBody, type: 'application/json' });

/**
 * The table as an Express router. Each route: key and scope, then the body, then its handler; so nobody without a key
 * has a body parsed. A known path with another method is 405, an unknown path 404.
 */
export function mountRoutes(routes: readonly Route[], context: Context): Router {
  const router = Router();
  for (const route of routes) {
    router[route.method](
      expressPath(route.path),
      announce(route),
      authenticate(route, context),
      ...body(route),
      run(route, context),
    );
  }
  for (const [path, methods] of methodsByPath(routes)) router.all(path, refuseMethod(methods));
  return router;
}

/** OpenAPI's `{id}` is Express's `:id`. */
function expressPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}

function announce(route: Route): RequestHandler {
  return (_request, response, next) => {
    response.locals['operationId'] = route.operationId;
    next();
  };
}

function body(route: Route): RequestHandler[] {
  return route.body ? [requireJson, parseJson] : [];
}

const requireJson: RequestHandler = (request, _response, next) => {
  const isEmpty =
    request.get('transfer-encoding') === undefined && Number(request.get('content-length') ?? 0) === 0;
  if (isEmpty || request.is('application/json')) next();
  else next(new RequestError('unsupported-media-type', 'Send the body with Content-Type: application/json.'));
};

function run(route: Route, context: Context): RequestHandler {
  return async (request, response) => {
    const { log } = requestStateOf(response);
    const answer = await route.run(request, callerOf(response), { ...context, log });
    // Answers hold addresses and names: no cache on the way keeps them.
    response.set('Cache-Control', 'no-store');
    response
      .status(answer.status)
      .set(answer.headers ?? {})
      .json(answer.body);
  };
}

function methodsByPath(routes: readonly Route[]): Map<string, string[]> {
  const methods = new Map<string, string[]>();
  for (const route of routes) {
    const path = expressPath(route.path);
    const verbs = route.method === 'get' ? ['GET', 'HEAD'] : [route.method.toUpperCase()];
    methods.set(path, [...(methods.get(path) ?? []), ...verbs]);
  }
  return methods;
}

function refuseMethod(methods: readonly string[]): RequestHandler {
  const allow = methods.join(', ');
  return (_request, _response, next) => {
    next(new RequestError('method-not-allowed', `Here only ${allow} can be used.`, { Allow: allow }));
  };
}
