import type { Actor } from './change-log.ts';
import type { Tx } from './connection.ts';
import { enqueue } from './outbox.ts';

/** A start or signal that is written down, and goes out once the transaction has committed. */
export interface Wake {
  readonly outboxId: string;
  readonly workflowId: string;
}

interface WarmupIds {
  readonly mailboxId: string;
  readonly domainId: string;
}

const workflowType = 'mailboxWarmup';

/** The one workflow of a mailbox's warm-up. */
export function warmupWorkflowId(mailboxId: string): string {
  return `warmup:${mailboxId}`;
}

/** Writes down that a mailbox's warm-up is to be started. */
export async function startWarmup(
  tx: Tx,
  { tenantId }: Actor,
  { mailboxId, domainId }: WarmupIds,
): Promise<Wake> {
  const workflowId = warmupWorkflowId(mailboxId);
  const input = { mailboxId, tenantId, domainId };
  const outboxId = await enqueue(tx, {
    tenantId,
    kind: 'start',
    workflowType,
    workflowId,
    signal: null,
    input,
  });
  return { outboxId, workflowId };
}

/** Writes down that a warm-up is to be told: `changed` has it look again, `stop` ends it. */
export async function signalWarmup(
  tx: Tx,
  { tenantId }: Actor,
  mailboxId: string,
  signal: 'changed' | 'stop',
): Promise<Wake> {
  const workflowId = warmupWorkflowId(mailboxId);
  const outboxId = await enqueue(tx, {
    tenantId,
    kind: 'signal',
    workflowType,
    workflowId,
    signal,
    input: {},
  });
  return { outboxId, workflowId };
}

/** Has every warm-up of the tenant, or of one domain, look again at what it may do. */
export async function wakeWarmups(
  tx: Tx,
  actor: Actor,
  { domainId }: { readonly domainId?: string },
): Promise<readonly Wake[]> {
  const running = await tx
    .selectFrom('warmup')
    .innerJoin('mailbox', 'mailbox.id', 'warmup.mailboxId')
    .select('mailbox.id')
    .where('mailbox.retiredAt', 'is', null)
    .$if(domainId !== undefined, (query) => query.where('mailbox.domainId', '=', domainId ?? ''))
    .orderBy('mailbox.id')
    .execute();
  const wakes: Wake[] = [];
  for (const { id } of running) wakes.push(await signalWarmup(tx, actor, id, 'changed'));
  return wakes;
}
