import { afterEach, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { messageIdFor } from '../../mail/message-id.ts';
import { retireMailbox } from '../../store/mailbox-changes.ts';
import { reserveSend } from '../../store/sends.ts';
import { startPlay } from './play.ts';
import { recordsOf, type Records } from './records.ts';
import { createActivityWorld, type ActivityWorld, type TestMailbox, type WorldOptions } from './world.ts';

let world: ActivityWorld;
let records: Records;
afterEach(() => world.close());

async function createWorld(change: WorldOptions['change'] = {}): Promise<[TestMailbox, TestMailbox]> {
  world = await createActivityWorld({ start: '2026-11-02T00:00:00Z', domains: 2, change });
  records = recordsOf(world);
  const [anna, ben] = world.mailboxes;
  if (!anna || !ben) throw new Error('two mailboxes are needed');
  return [anna, ben];
}

/** Has every warm-up mail that was found so far ask for an answer now. */
async function makeAnswersDue(): Promise<void> {
  await world.tx((tx) =>
    tx
      .updateTable('send')
      .set({ answerDueAt: world.clock.now() })
      .where('placement', '=', 'inbox')
      .where('depth', '<', 5)
      .execute(),
  );
}

async function allSends() {
  return (await Promise.all(world.mailboxes.map((mailbox) => records.sends(mailbox)))).flat();
}

/** Everything that a mailbox has received, by Message-ID. */
async function received({ address }: TestMailbox) {
  const folders = await Promise.all(
    ['INBOX', 'Warm-up'].map((folder) => world.mail.readMessages(address, folder)),
  );
  return new Map(folders.flat().map((message) => [message.messageId, message]));
}

test('an answer names the mail that it answers, and the whole thread before it', async () => {
  const [anna, ben] = await createWorld();
  const play = startPlay(world);
  for (const day of ['03', '04', '05', '06']) {
    await play.playUntil(`2026-11-${day}T00:00:00Z`);
    await makeAnswersDue();
  }
  const sends = await allSends();
  const byId = new Map(sends.map((send) => [send.id, send]));
  const mails = new Map([...(await received(anna)), ...(await received(ben))]);
  const answers = sends.filter(({ kind, state }) => kind === 'warmup-answer' && state === 'accepted');
  expect(Math.max(...answers.map(({ depth }) => depth))).toBeGreaterThanOrEqual(2);
  for (const answer of answers) {
    const thread: string[] = [];
    for (let id = answer.answeredSendId; id !== null; id = byId.get(id)?.answeredSendId ?? null)
      thread.unshift(byId.get(id)?.messageId ?? '');
    expect(mails.get(answer.messageId)?.headers).toMatchObject({
      'in-reply-to': thread.at(-1),
      references: thread.join(' '),
      subject: expect.stringMatching(/^Re: /) as string,
    });
  }
});

test('no thread goes deeper than five answers', async () => {
  const [anna, ben] = await createWorld();
  const now = world.clock.now();
  // Thirty threads that have come to the fourth answer.
  for (let thread = 0; thread < 30; thread++) {
    const id = uuidv7();
    await world.tx((tx) =>
      reserveSend(tx, {
        id,
        tenantId: world.tenantId,
        kind: 'warmup',
        mailboxId: anna.id,
        domainId: anna.domainId,
        partnerMailboxId: ben.id,
        threadId: id,
        depth: 4,
        plot: 'team-lunch',
        recipientProvider: 'other',
        messageId: messageIdFor(id, 'acme-1.test', world.dependencies.keyring.messageKey()),
        slotAt: now,
        createdAt: now,
      }),
    );
  }
  await startPlay(world).playUntil('2026-11-08T00:00:00Z');
  const sends = await allSends();
  const fifth = sends.filter(({ depth }) => depth === 5);
  expect(fifth.length).toBeGreaterThan(0);
  expect(fifth.every(({ placement, answerDueAt }) => placement === 'inbox' && answerDueAt === null)).toBe(
    true,
  );
  expect(Math.max(...sends.map(({ depth }) => depth))).toBe(5);
});

test('each mail is answered at most once, and sent once, though every round dies after reserving', async () => {
  const died = new Set<string>();
  await createWorld({
    reached: (point, sendId) => {
      if (point !== 'reserved' || died.has(sendId)) return;
      died.add(sendId);
      throw new Error('The worker died.');
    },
  });
  const play = startPlay(world);
  for (const day of ['03', '04', '05']) {
    await play.playUntil(`2026-11-${day}T00:00:00Z`);
    await makeAnswersDue();
  }
  await play.playUntil('2026-11-06T00:00:00Z');
  const sends = await allSends();
  const answered = sends.flatMap(({ answeredSendId }) => answeredSendId ?? []);
  const accepted = (await world.mail.entries('accepted')).map(({ messageId }) => messageId ?? '');
  expect(play.failures).toHaveLength(sends.length);
  expect(answered.length).toBeGreaterThan(0);
  expect(new Set(answered).size).toBe(answered.length);
  expect(accepted.sort()).toEqual(sends.map(({ messageId }) => messageId).sort());
});

test('nobody answers a mailbox that was retired: it may be gone', async () => {
  const [anna, ben] = await createWorld();
  await startPlay(world, [anna]).playUntil('2026-11-03T00:00:00Z');
  const bens = startPlay(world, [ben]);
  await bens.playRounds(1);
  await makeAnswersDue();
  const actor = { tenantId: world.tenantId, by: 'a test', at: world.clock.now() };
  await world.tx((tx) => retireMailbox(tx, actor, anna.id, 'a test'));
  await bens.playUntil('2026-11-05T00:00:00Z');
  expect((await records.sends(anna)).map(({ placement }) => placement)).toContain('inbox');
  expect((await records.sends(ben)).filter(({ kind }) => kind === 'warmup-answer')).toEqual([]);
});

test('a mail whose Message-ID the provider replaced is known by its header, and its thread goes on by the id on the wire', async () => {
  const [anna, ben] = await createWorld();
  await world.mail.addFault({
    id: 'rewritten',
    stage: 'place',
    match: { from: anna.address },
    times: 1,
    action: { kind: 'discard' },
  });
  await startPlay(world, [anna]).playUntil('2026-11-03T00:00:00Z');
  const [first] = await records.sends(anna);
  const ours = first?.messageId ?? '';
  const wire = '<AM0PR01MB0001@provider.test>';
  const copy = (await world.mail.readMessages(anna.address, 'Sent')).find(
    ({ messageId }) => messageId === ours,
  );
  await world.mail.deliver(ben.address, copy?.raw.toString().replace(ours, wire) ?? '');

  const bens = startPlay(world, [ben]);
  await bens.playRounds(1);
  expect(await records.send(first?.id ?? '')).toMatchObject({
    placement: 'inbox',
    wireMessageId: wire,
    receivedFolder: 'Warm-up',
  });
  await makeAnswersDue();
  await bens.playRounds(1);
  const answer = [...(await received(anna)).values()].find(({ headers }) => headers['in-reply-to'] === wire);
  expect(answer?.headers['references']).toBe(wire);
  const answers = (await records.sends(ben)).filter(({ answeredSendId }) => answeredSendId === first?.id);
  expect(answers.map(({ messageId }) => messageId)).toEqual([answer?.messageId]);
});
