import { v7 as uuidv7 } from 'uuid';
import type { Decision } from '../../policy/gates/decision.ts';
import type { Store, Tx } from '../../store/connection.ts';
import { reserveSend, type NewSend } from '../../store/sends.ts';

/** Business time in tests of the ledger: where nothing else is said, everything happens at this moment. */
export const noon = new Date('2026-11-02T12:00:00Z');

export function minutesAfter(at: Date, minutes: number): Date {
  return new Date(at.getTime() + minutes * 60_000);
}

/** A tenant with one domain and two mailboxes that write to each other. */
export interface World {
  readonly tenantId: string;
  readonly domainId: string;
  readonly mailboxId: string;
  readonly partnerId: string;
  /** Runs `work` as the tenant. */
  readonly tx: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
  /** Reserves a mail from `mailboxId` to `partnerId`, due at noon; gives its id. */
  reserve(change?: Partial<NewSend>): Promise<string>;
  newSend(change?: Partial<NewSend>): NewSend;
}

export async function createWorld(store: Store): Promise<World> {
  const [tenantId, domainId, mailboxId, partnerId] = [uuidv7(), uuidv7(), uuidv7(), uuidv7()];
  const tx = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => store.forTenant(tenantId, work);
  await tx(async (tx) => {
    await tx
      .insertInto('tenant')
      .values({ id: tenantId, name: 'Acme', timeZone: 'Europe/Berlin', language: 'de', createdAt: noon })
      .execute();
    await tx
      .insertInto('sendingDomain')
      .values({ id: domainId, tenantId, name: `${domainId}.test`, dkimSelector: 's1', createdAt: noon })
      .execute();
    for (const id of [mailboxId, partnerId]) await insertMailbox(tx, { id, tenantId, domainId });
  });
  const newSend = (change: Partial<NewSend> = {}): NewSend => {
    const id = change.id ?? uuidv7();
    return {
      id,
      tenantId,
      kind: 'warmup',
      mailboxId,
      domainId,
      partnerMailboxId: partnerId,
      roundId: null,
      roundIndex: null,
      answeredSendId: null,
      threadId: id,
      depth: 0,
      plot: 'lunch',
      recipientProvider: 'other',
      messageId: `<${id}@acme.test>`,
      slotAt: noon,
      createdAt: noon,
      ...change,
    };
  };
  const reserve = async (change?: Partial<NewSend>) => {
    const send = await tx((tx) => reserveSend(tx, newSend(change)));
    return send.id;
  };
  return { tenantId, domainId, mailboxId, partnerId, tx, reserve, newSend };
}

export async function insertMailbox(
  tx: Tx,
  { id, tenantId, domainId }: { readonly id: string; readonly tenantId: string; readonly domainId: string },
): Promise<void> {
  const server = { host: '127.0.0.1', security: 'none' } as const;
  await tx
    .insertInto('mailbox')
    .values({
      id,
      tenantId,
      domainId,
      address: `${id}@acme.test`,
      addressLookup: `k1:${id}`,
      senderName: 'Anna',
      language: 'de',
      timeZone: 'Europe/Berlin',
      preset: 'generic',
      smtpHost: server.host,
      smtpPort: 25,
      smtpSecurity: server.security,
      imapHost: server.host,
      imapPort: 143,
      imapSecurity: server.security,
      username: id,
      authKind: 'password',
      sealedSecret: 'k1:none',
      createdAt: noon,
    })
    .execute();
}

export async function insertRound(world: World): Promise<string> {
  const id = uuidv7();
  const { tenantId, mailboxId } = world;
  await world.tx((tx) =>
    tx
      .insertInto('warmupRound')
      .values({
        id,
        tenantId,
        mailboxId,
        date: '2026-11-02',
        index: 0,
        dueAt: noon,
        share: 3,
        state: 'planned',
      })
      .execute(),
  );
  return id;
}

/** What gates say who let everything pass. */
export const allowed: Decision = {
  allowed: true,
  binding: null,
  until: null,
  sentence: 'Allowed: 1 gate passed.',
  verdicts: [{ gate: 'paused', verdict: 'pass' }],
  policyVersion: 'test',
};

export function refusedUntil(until: Date | 'someone'): Decision {
  const sentence = 'The mailbox is paused.';
  return {
    allowed: false,
    binding: 'paused',
    until,
    sentence,
    verdicts: [{ gate: 'paused', verdict: 'refuse', until, sentence }],
    policyVersion: 'test',
  };
}
