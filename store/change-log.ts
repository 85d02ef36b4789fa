import { v7 as uuidv7 } from 'uuid';
import type { Tx } from './connection.ts';

/** Who changes something, and when (business time): every use case that writes is told. */
export interface Actor {
  readonly tenantId: string;
  /** The API key's id, or the rule that acted. */
  readonly by: string;
  readonly at: Date;
}

export interface Change {
  readonly subject: 'tenant' | 'domain' | 'mailbox' | 'api-key';
  readonly subjectId: string;
  /** What was done, in one or two words: `paused`, `plan changed`. */
  readonly change: string;
  readonly reason?: string;
  /** Figures and ids; never an address or a credential. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** Writes a change down, in the transaction that makes it. */
export async function recordChange(tx: Tx, actor: Actor, change: Change): Promise<void> {
  await tx
    .insertInto('changeLog')
    .values({
      id: uuidv7(),
      tenantId: actor.tenantId,
      at: actor.at,
      actor: actor.by,
      subject: change.subject,
      subjectId: change.subjectId,
      change: change.change,
      reason: change.reason ?? null,
      detail: JSON.stringify(change.detail ?? {}),
    })
    .execute();
}
