import type { ImapFlowError } from 'imapflow';
import { SamovarError } from '../policy/errors.ts';

/**
 * Turns what imapflow threw into the product's error. What the server said stays in `cause`: it may quote addresses.
 * The response code (RFC 5530, such as `UNAVAILABLE`) and Node's network code are words of a protocol, and are shown.
 */
export function imapProblem(error: unknown): SamovarError {
  if (error instanceof SamovarError) return error;
  const problem: Partial<ImapFlowError> = error instanceof Error ? error : {};
  const responseCode = problem.serverResponseCode ?? null;
  const options = { cause: error };
  if (isLoginRefusal(problem)) {
    return new SamovarError(
      'mail-login-failed',
      'The IMAP server refused the login.',
      { responseCode },
      options,
    );
  }
  if (problem.responseStatus !== undefined && !problem.authenticationFailed) {
    return new SamovarError('mail-refused', 'The IMAP server answered no.', { responseCode }, options);
  }
  const reason = problem.code ?? responseCode;
  return new SamovarError('mail-unreachable', 'No usable IMAP connection.', { reason }, options);
}

/** RFC 5530 section 3: the server is in trouble or in use; the credentials weren't judged. */
const notAboutCredentials = new Set(['UNAVAILABLE', 'INUSE', 'LIMIT', 'CONTACTADMIN', 'SERVERBUG']);
/** imapflow marks every failure during a login as `authenticationFailed`, a broken connection too. */
const connectionCodes = new Set([
  'NoConnection',
  'EConnectionClosed',
  'StateLogout',
  'ETIMEOUT',
  'ETHROTTLE',
]);

function isLoginRefusal(problem: Partial<ImapFlowError>): boolean {
  if (!problem.authenticationFailed) return false;
  if (connectionCodes.has(problem.code ?? '')) return false;
  return !notAboutCredentials.has(problem.serverResponseCode ?? '');
}
