import { afterEach, beforeEach, expect, test } from 'vitest';
import { submissionLimits } from '../../activities/dependencies.ts';
import { openSmtpSession, type SmtpSession } from '../../mail/smtp.ts';
import { administer } from '../store/database.ts';
import { startPlay } from './play.ts';
import { recordsOf, type Records } from './records.ts';
import { createActivityWorld, type ActivityWorld, type TestMailbox } from './world.ts';

let world: ActivityWorld;
let records: Records;
let anna: TestMailbox;
let ben: TestMailbox;
/** What happens between the server's answer and its being recorded. */
let whenAnswered = async () => {};

beforeEach(async () => {
  whenAnswered = async () => {};
  world = await createActivityWorld({
    start: '2026-11-02T00:00:00Z',
    domains: 2,
    change: {
      submissionLimits: { ...submissionLimits, recordMs: 300 },
      openSmtp: async (endpoint) => {
        const session = await openSmtpSession(endpoint);
        const submit: SmtpSession['submit'] = async (submission) => {
          const outcome = await session.submit(submission);
          await whenAnswered();
          return outcome;
        };
        return {
          get isOpen() {
            return session.isOpen;
          },
          submit,
          close: () => session.close(),
        };
      },
    },
  });
  records = recordsOf(world);
  const [first, second] = world.mailboxes;
  if (!first || !second) throw new Error('two mailboxes are needed');
  [anna, ben] = [first, second];
});
afterEach(() => world.close());

/** On Anna's first mail the mail server breaks the connection after the final dot. */
async function loseFirstAnswer(kind: 'lost-answer' | 'not-accepted'): Promise<void> {
  await world.mail.addFault({
    id: 'no-answer',
    stage: 'data',
    match: { from: anna.address },
    times: 1,
    action: { kind },
  });
}

const firstOfAnna = async () => {
  const [first] = await records.sends(anna);
  if (!first) throw new Error('a mail is needed');
  return first;
};

const timesAccepted = async (messageId: string) =>
  (await world.mail.entries('accepted', { messageId })).length;

/** Mails of the mailbox that count as used in its cap, by the hour of `budget_hour`. */
async function usedByAnna(): Promise<number> {
  const hours = await world.tx((tx) =>
    tx
      .selectFrom('budgetHour')
      .select('used')
      .where('scope', '=', 'mailbox')
      .where('scopeId', '=', anna.id)
      .execute(),
  );
  return hours.reduce((sum, { used }) => sum + used, 0);
}

/** Lets the lease of the attempt be over for so long; leases are real time, which no test waits for. */
async function ageLease(sendId: string, minutes: number): Promise<void> {
  const leaseUntil = new Date(Date.now() - minutes * 60_000);
  await world.tx((tx) => tx.updateTable('send').set({ leaseUntil }).where('id', '=', sendId).execute());
}

test('a mail whose answer was lost is not sent again, and counts as accepted once its partner has found it', async () => {
  await loseFirstAnswer('lost-answer');
  const annas = startPlay(world, [anna]);
  expect((await annas.playRounds(1)).did).toContain('1 of unknown outcome');
  const unknown = await firstOfAnna();
  expect(unknown).toMatchObject({ state: 'unknown', failureCode: 'no-answer' });
  await annas.playUntil('2026-11-03T00:00:00Z');
  expect((await firstOfAnna()).state).toBe('unknown');

  await startPlay(world, [ben]).playRounds(1);
  expect(await firstOfAnna()).toMatchObject({
    state: 'accepted',
    outcomeEvidence: 'partner-mailbox',
    placement: 'inbox',
  });
  expect(await timesAccepted(unknown.messageId)).toBe(1);
});

test('a mail that nobody has accepted stays unknown: looked for after 10 minutes, an hour and a day, then listed', async () => {
  await loseFirstAnswer('not-accepted');
  const annas = startPlay(world, [anna]);
  await annas.playUntil('2026-11-03T00:00:00Z');
  const { id, messageId } = await firstOfAnna();
  expect(await records.send(id)).toMatchObject({ state: 'unknown', reconciliations: 0, reconcileAt: null });

  await ageLease(id, 11);
  const looks: (number | null)[] = [];
  while (looks.length < 3) {
    const before = await records.send(id);
    await annas.playRounds(1);
    const { reconciliations, reconcileAt } = await records.send(id);
    if (reconciliations === before.reconciliations) continue;
    expect(world.clock.now().getTime()).toBeGreaterThanOrEqual(before.reconcileAt?.getTime() ?? 0);
    looks.push(reconcileAt && (reconcileAt.getTime() - world.clock.now().getTime()) / 3_600_000);
  }
  expect(looks).toEqual([1, 24, null]);
  await annas.playUntil('2026-11-08T00:00:00Z');
  expect(await records.send(id)).toMatchObject({ state: 'unknown', reconciliations: 3, reconcileAt: null });
  expect(await timesAccepted(messageId)).toBe(0);
});

test('a mail of unknown outcome counts as sent: in the caps, and in the figures of its day', async () => {
  await loseFirstAnswer('not-accepted');
  await startPlay(world, [anna]).playUntil('2026-11-03T02:00:00Z');
  const sends = await records.sends(anna);
  expect(sends.map(({ state }) => state).sort()).toEqual([
    ...Array<string>(sends.length - 1).fill('accepted'),
    'unknown',
  ]);
  expect(await usedByAnna()).toBe(sends.length);
  expect(await records.days(anna)).toMatchObject([{ sent: sends.length, worked: true }, {}]);
});

test('an outcome that the database cannot take is handed to the workflow, by ids alone, and recorded later', async () => {
  const annas = startPlay(world, [anna]);
  whenAnswered = () => database('away');
  const answer = await annas.playRounds(1);
  whenAnswered = async () => {};
  await database('back');

  const { id, attempt, messageId } = await firstOfAnna();
  expect(answer.next).toEqual({
    do: 'record',
    unrecorded: {
      sendId: id,
      attempt,
      outcome: { kind: 'accepted', code: 250, enhancedCode: '2.0.0', wireMessageId: null },
    },
  });
  expect(JSON.stringify(answer)).not.toContain('@');
  expect((await records.send(id)).state).toBe('handing-over');
  await annas.playUntil('2026-11-03T00:00:00Z');
  expect(await records.send(id)).toMatchObject({ state: 'accepted', replyCode: 250 });
  expect(await timesAccepted(messageId)).toBe(1);
  const [first] = await records.rounds(anna);
  expect(first?.state).toBe('done');
});

/** Takes the database from everybody but its owner, or gives it back. */
async function database(state: 'away' | 'back'): Promise<void> {
  await administer(world.database.ownerUrl, async (client) => {
    const name = new URL(world.database.ownerUrl).pathname.slice(1);
    await client.query(`ALTER DATABASE "${name}" CONNECTION LIMIT ${state === 'away' ? 0 : -1}`);
    if (state === 'away')
      await client.query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()',
        [name],
      );
  });
}
