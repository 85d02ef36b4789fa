import { ApplicationFailure, CancelledFailure, CompleteAsyncError } from '@temporalio/common';
import type { ActivityInboundCallsInterceptor } from '@temporalio/worker';
import type { Logger } from 'pino';
import { SamovarError, type ErrorCode } from '../policy/errors.ts';

/** Whether trying the activity again can help, for every code. */
const isRetryable: Record<ErrorCode, boolean> = {
  'validation-failed': false,
  unauthenticated: false,
  forbidden: false,
  'not-found': false,
  'conflict-duplicate': false,
  'invalid-state': false,
  'limit-exceeded': false,
  'rate-limited': true,
  'mail-login-failed': true,
  'mail-unreachable': true,
  'mail-refused': true,
  'dns-unknown': true,
  'database-unavailable': true,
  'temporal-unavailable': true,
  'lease-lost': true,
  internal: true,
};

/**
 * Lets nothing but a code out of an activity: messages, causes and stacks of failures end up in histories, and servers
 * quote addresses in their answers. The whole error goes to the log, by its class and code.
 */
export function stripFailures(logger: Logger): ActivityInboundCallsInterceptor {
  return {
    async execute(input, next) {
      try {
        return await next(input);
      } catch (error) {
        if (error instanceof CancelledFailure || error instanceof CompleteAsyncError) throw error;
        const code = error instanceof SamovarError ? error.code : 'internal';
        logger.error({ code, errorClass: nameOf(error), at: originOf(error) }, 'activity failed');
        const failure = ApplicationFailure.create({
          type: code,
          message: code,
          nonRetryable: !isRetryable[code],
        });
        failure.stack = '';
        throw failure;
      }
    },
  };
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.constructor.name : typeof error;
}

/** File and line of our own code that threw, without the message: where to look, and nothing personal. */
function originOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const frame = error.stack
    ?.split('\n')
    .find((line) => /\(?file:\/\//.test(line) && !line.includes('node_modules'));
  return frame?.trim();
}
