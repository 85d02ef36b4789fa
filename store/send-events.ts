import type { Selectable } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from './connection.ts';
import type { Send } from './database.ts';

export interface NewSendEvent {
  readonly kind: string;
  readonly at: Date;
  /** Codes and ids; no text of a server. */
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Writes down what was learnt about a send: once for each kind and attempt, however often it is reported. */
export async function recordSendEvent(
  tx: Tx,
  send: Pick<Selectable<Send>, 'id' | 'tenantId' | 'attempt'>,
  { kind, at, detail }: NewSendEvent,
): Promise<void> {
  await tx
    .insertInto('sendEvent')
    .values({
      id: uuidv7(),
      tenantId: send.tenantId,
      sendId: send.id,
      at,
      kind,
      key: `${kind}:${send.attempt}`,
      detail: JSON.stringify(detail),
    })
    .onConflict((conflict) => conflict.columns(['sendId', 'key']).doNothing())
    .execute();
}
