import type { Tx } from './connection.ts';

/** A connection to the mailbox's servers worked: forget the faults in a row, keep when the last one was. */
export async function recordLogin(tx: Tx, mailboxId: string): Promise<void> {
  await tx
    .updateTable('mailbox')
    .set({ loginFaults: 0, loginFaultCode: null, loginRetryAt: null })
    .where('id', '=', mailboxId)
    .where('loginFaults', '>', 0)
    .execute();
}

export interface LoginFault {
  /** `mail-login-failed` or `mail-unreachable`. */
  readonly code: string;
  readonly faultsInRow: number;
  readonly at: Date;
  readonly retryAt: Date;
}

/**
 * A connection to the mailbox's servers failed. Only a refused login is kept as a login fault against graduation; an
 * unreachable server is counted for the back-off alone.
 */
export async function recordLoginFault(tx: Tx, mailboxId: string, fault: LoginFault): Promise<void> {
  await tx
    .updateTable('mailbox')
    .set({
      loginFaults: fault.faultsInRow,
      loginFaultCode: fault.code,
      loginRetryAt: fault.retryAt,
      ...(fault.code === 'mail-login-failed' ? { loginFaultAt: fault.at } : {}),
    })
    .where('id', '=', mailboxId)
    .execute();
}
