import { nextReconciliation } from '../../policy/reconciliation.ts';
import type { Policy } from '../../policy/schema.ts';
import type { Tx } from '../../store/connection.ts';
import { noteReconciliation, settleUnknown, unknownSendsDue } from '../../store/sends.ts';
import { unknownButFound } from '../../store/tending.ts';

/**
 * Settles what this mailbox sent and got no answer for. What the partner has found was accepted; for the rest absence
 * proves nothing, so it is looked for again, and after the last look listed for a person. Nothing is sent again.
 */
export async function reconcileUnknown(tx: Tx, mailboxId: string, policy: Policy, now: Date): Promise<void> {
  for (const { id } of await unknownButFound(tx, mailboxId)) {
    await settleUnknown(tx, { sendId: id, as: 'accepted', evidence: 'partner-mailbox', now });
  }
  const firstAfterMs = policy.reconciliation.firstAfterMinutes * 60_000;
  const due = await unknownSendsDue(tx, { mailboxId, now, firstAfterMs, limit: 100 });
  for (const { id, reconciliations } of due) {
    await noteReconciliation(tx, {
      sendId: id,
      nextAt: nextReconciliation(reconciliations + 1, now, policy),
    });
  }
}
