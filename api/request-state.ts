import type { RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { v7 as uuidv7 } from 'uuid';

/** What belongs to one request while it is answered. */
export interface RequestState {
  readonly requestId: string;
  readonly log: Logger;
}

const clientRequestId = /^[\w-]{8,64}$/;

/**
 * Gives each request an id (the client's `X-Request-Id` where it is a plain word), returns it as a header, and logs
 * the answer: ids, operation, status, milliseconds.
 */
export function openRequest(log: Logger): RequestHandler {
  return (request, response, next) => {
    const given = request.get('x-request-id') ?? '';
    const requestId = clientRequestId.test(given) ? given : uuidv7();
    const state: RequestState = { requestId, log: log.child({ requestId }) };
    response.locals['request'] = state;
    response.set('X-Request-Id', requestId);
    const startedAt = performance.now();
    response.on('finish', () => {
      const durationMs = Math.round(performance.now() - startedAt);
      const { operationId } = response.locals as { operationId?: string };
      state.log.info(
        { method: request.method, operationId, status: response.statusCode, durationMs },
        'answered',
      );
    });
    next();
  };
}

export function requestStateOf(response: Response): RequestState {
  return response.locals['request'] as RequestState;
}
