import { v7 as uuidv7 } from 'uuid';
import { enqueue } from '../../store/outbox.ts';
import { beginSubmission, markHandingOver, recordOutcome } from '../../store/sends.ts';
import { allowed, insertRound, noon, type World } from './world.ts';

/** At least one row in every table of a tenant. */
export async function insertOneOfEach(world: World): Promise<void> {
  const { tenantId, domainId, mailboxId } = world;
  const roundId = await insertRound(world);
  const sendId = await world.reserve({ roundId, roundIndex: 0 });
  await world.tx(async (tx) => {
    await tx
      .insertInto('apiKey')
      .values({
        id: uuidv7(),
        tenantId,
        name: 'CI',
        prefix: 'smv_',
        hash: uuidv7(),
        scopes: ['read'],
        createdAt: noon,
      })
      .execute();
    await tx
      .insertInto('dnsCheck')
      .values({
        id: uuidv7(),
        tenantId,
        domainId,
        checkedAt: noon,
        record: 'spf',
        state: 'pass',
        sentence: 'SPF passes.',
        evidence: JSON.stringify(['v=spf1 -all']),
      })
      .execute();
    await tx
      .insertInto('warmup')
      .values({ mailboxId, tenantId, preset: 'default', overrides: '{}', stage: 'checking', startedAt: noon })
      .execute();
    await tx
      .insertInto('mailboxDay')
      .values({
        tenantId,
        mailboxId,
        date: '2026-11-02',
        day: 1,
        phase: 'rising',
        phaseDay: 1,
        level: 2,
        coldLevel: 0,
        wanted: 2,
        planned: 2,
        pairLimit: 5,
        coldAllowed: 0,
        band: 'good',
        sentences: [],
        endsAt: noon,
      })
      .execute();
    await tx
      .insertInto('inboxCursor')
      .values({ tenantId, mailboxId, folder: 'INBOX', uidValidity: 1, uid: 4_294_967_295, readAt: noon })
      .execute();
    await tx
      .insertInto('changeLog')
      .values({
        id: uuidv7(),
        tenantId,
        at: noon,
        actor: 'test',
        subject: 'mailbox',
        subjectId: mailboxId,
        change: 'created',
        detail: '{}',
      })
      .execute();
    const workflow = { workflowType: 'mailboxWarmup', workflowId: `warmup:${mailboxId}` };
    await enqueue(tx, { tenantId, kind: 'start', ...workflow, signal: null, input: { mailboxId } });
    await beginSubmission(tx, { sendId, now: noon, leaseMs: 60_000, evaluate: () => allowed });
    await markHandingOver(tx, { sendId, attempt: 1 });
    await recordOutcome(tx, {
      sendId,
      attempt: 1,
      now: noon,
      outcome: { kind: 'unknown', phase: 'final-reply' },
    });
  });
}
