import { mayStart } from '../../policy/warmup/check.ts';
import { missingSentences } from '../../policy/warmup/criterion.ts';
import { SamovarError } from '../../policy/errors.ts';
import { loginRetryAt } from '../../policy/login-retry.ts';
import type { Policy } from '../../policy/schema.ts';
import { recordLogin, recordLoginFault } from '../../store/logins.ts';
import type { WarmupContext } from '../../store/warmups.ts';
import type { Dependencies } from '../dependencies.ts';
import { endpointsOf } from '../mail-access.ts';
import { seriesOf } from './authentication.ts';

export interface Readiness {
  readonly may: boolean;
  /** What is missing, in whole sentences; empty when nothing is. */
  readonly missing: readonly string[];
}

/** Whether the plan may start: authentication confirmed, SMTP and IMAP log in (both are tried now). */
export async function checkReadiness(
  dependencies: Dependencies,
  context: WarmupContext,
  policy: Policy,
): Promise<Readiness> {
  const { may, criteria } = mayStart(
    { ...seriesOf(context.domain), canLogIn: await tryLogins(dependencies, context, policy) },
    policy,
  );
  return { may, missing: missingSentences(criteria) };
}

async function tryLogins(
  dependencies: Dependencies,
  context: WarmupContext,
  policy: Policy,
): Promise<{ smtp: boolean; imap: boolean }> {
  const { smtp, imap } = endpointsOf(dependencies, context.mailbox);
  const faults = await Promise.all([
    faultOf(async () => (await dependencies.openSmtp(smtp)).close()),
    faultOf(async () => (await dependencies.openImap(imap)).close()),
  ]);
  const code = faults.find((fault) => fault !== null);
  await (code ? noteLoginFault(dependencies, context, policy, code) : noteLogin(dependencies, context));
  return { smtp: faults[0] === null, imap: faults[1] === null };
}

/** The code of a login or connection that failed; null when it worked. */
async function faultOf(login: () => Promise<unknown>): Promise<string | null> {
  try {
    await login();
    return null;
  } catch (error) {
    if (isConnectionFault(error)) return error.code;
    throw error;
  }
}

/** A fault of the mailbox's servers or credentials, which is an answer, and not a failure of the activity. */
export function isConnectionFault(error: unknown): error is SamovarError {
  return (
    error instanceof SamovarError &&
    ['mail-login-failed', 'mail-unreachable', 'mail-refused'].includes(error.code)
  );
}

/** Puts a failed connection on record. Gives the time of the next try. */
export async function noteLoginFault(
  { store, clock }: Dependencies,
  { mailbox }: Pick<WarmupContext, 'mailbox'>,
  policy: Policy,
  code: string,
): Promise<Date> {
  const now = clock.now();
  const faultsInRow = mailbox.loginFaults + 1;
  const retryAt = loginRetryAt(faultsInRow, now, policy);
  await store.forTenant(mailbox.tenantId, (tx) =>
    recordLoginFault(tx, mailbox.id, { code, faultsInRow, at: now, retryAt }),
  );
  return retryAt;
}

export async function noteLogin(
  { store }: Dependencies,
  { mailbox }: Pick<WarmupContext, 'mailbox'>,
): Promise<void> {
  if (mailbox.loginFaults === 0) return;
  await store.forTenant(mailbox.tenantId, (tx) => recordLogin(tx, mailbox.id));
}
