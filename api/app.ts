import express, { type Express } from 'express';
import helmet from 'helmet';
import type { Context } from './context.ts';
import { answerErrors } from './errors.ts';
import { mountRoutes } from './mount-routes.ts';
import { RequestError } from './problem.ts';
import { openRequest } from './request-state.ts';
import { routeTable } from './route-table.ts';

/** The HTTP API: JSON in and out, problem documents for every error. Opens nothing itself; `context` is all it touches. */
export function createApp(context: Context): Express {
  const app = express();
  app.set('etag', false);
  app.use(openRequest(context.log));
  app.use(helmet());
  app.use(mountRoutes(routeTable, context));
  app.use((_request, _response, next) => {
    next(new RequestError('not-found', 'There is nothing at this address. The routes are in /openapi.json.'));
  });
  app.use(answerErrors);
  return app;
}
