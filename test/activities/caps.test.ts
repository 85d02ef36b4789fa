import { afterEach, expect, test } from 'vitest';
import { letter } from '../mail/letters.ts';
import { startPlay } from './play.ts';
import { recordsOf, standAt, type Records } from './records.ts';
import { createActivityWorld, type ActivityWorld, type TestMailbox } from './world.ts';

let world: ActivityWorld;
let records: Records;
let anna: TestMailbox;
afterEach(() => world.close());

/** Anna has 20 mails a day to send, less or more by chance, and partners enough. */
async function createWorld(): Promise<void> {
  world = await createActivityWorld({ start: '2026-11-02T00:00:00Z', domains: 4 });
  records = recordsOf(world);
  const [first] = world.mailboxes;
  if (!first) throw new Error('a mailbox is needed');
  anna = first;
  await standAt(world, anna, { date: '2026-11-01', day: 27, phase: 'steady', phaseDay: 13, level: 20 });
}

/** Mails that Anna writes by hand, in her own mail program. */
async function writeByHand(mails: number): Promise<void> {
  for (let index = 0; index < mails; index++)
    await world.mail.deliver(anna.address, letter({ From: anna.address }).raw, {
      folder: 'Sent',
      flags: ['\\Seen'],
    });
}

const sentByAnna = async () => (await records.sends(anna)).filter(({ state }) => state === 'accepted').length;

test('what people send by hand counts into the cap of the mailbox: 40 mails in 24 hours, all together', async () => {
  await createWorld();
  await writeByHand(37);
  const play = startPlay(world);
  await play.playUntil('2026-11-03T00:00:00Z');
  expect(await sentByAnna()).toBe(3);
  // A day and an hour after they were seen there is room again.
  await play.playUntil('2026-11-04T12:00:00Z');
  expect(await sentByAnna()).toBeGreaterThan(3);
});

test('at 50 outgoing mails nothing more goes out, also what was reserved before', async () => {
  await createWorld();
  const play = startPlay(world, [anna]);
  await world.mail.addFault({
    id: 'later',
    stage: 'rcpt',
    match: { from: anna.address },
    action: { kind: 'reply', code: 451, enhanced: '4.3.2', text: 'Try again later' },
  });
  await play.playRounds(1);
  expect((await records.sends(anna)).map(({ state }) => state)).toContain('reserved');
  await world.mail.removeAllFaults();
  await writeByHand(50);
  await play.playRounds(1);
  const { answers } = play;
  expect(answers.at(-1)?.did).toContain('The cap of the mailbox of 40 mails a day is reached');
  await play.playUntil('2026-11-03T00:00:00Z');
  expect(await world.mail.entries('accepted')).toEqual([]);
});

test("people's mail is counted once, also after the Sent folder was renumbered", async () => {
  await createWorld();
  await writeByHand(15);
  const play = startPlay(world, [anna]);
  await play.playRounds(1);
  await world.mail.changeUidValidity(anna.address, 'Sent');
  await writeByHand(2);
  await play.playRounds(1);
  await writeByHand(2);
  await play.playRounds(1);
  const hours = await world.tx((tx) =>
    tx
      .selectFrom('budgetHour')
      .select('used')
      .where('scope', '=', 'people')
      .where('scopeId', '=', anna.id)
      .execute(),
  );
  const counted = hours.reduce((sum, { used }) => sum + used, 0);
  // What was written between two looks with a renumbering in between can't be told apart, and goes uncounted.
  expect(counted).toBe(15 + 2);
});
