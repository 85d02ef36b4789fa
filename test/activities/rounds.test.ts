import { afterEach, expect, test } from 'vitest';
import { letter } from '../mail/letters.ts';
import { startPlay } from './play.ts';
import { recordsOf, standAt, type Records } from './records.ts';
import { createActivityWorld, type ActivityWorld, type TestMailbox } from './world.ts';

let world: ActivityWorld;
let records: Records;
afterEach(() => world.close());

/** Three domains with two mailboxes each; the first mailbox has a full day of mail before it. */
async function createWorld(): Promise<{ anna: TestMailbox; others: readonly TestMailbox[] }> {
  world = await createActivityWorld({ start: '2026-11-02T00:00:00Z', domains: 3, mailboxesPerDomain: 2 });
  records = recordsOf(world);
  const [anna, ...others] = world.mailboxes;
  if (!anna) throw new Error('a mailbox is needed');
  await standAt(world, anna, { date: '2026-11-01', day: 20, phase: 'steady', phaseDay: 6, level: 17 });
  return { anna, others };
}

const idsIn = async ({ address }: TestMailbox, folder: string) =>
  (await world.mail.readMessages(address, folder)).map(({ messageId }) => messageId ?? '').sort();

test('each round sends its share, to partners on other domains only', async () => {
  const { anna, others } = await createWorld();
  await startPlay(world, [anna]).playUntil('2026-11-03T00:00:00Z');
  const rounds = await records.rounds(anna);
  const sends = await records.sends(anna);
  expect(rounds.map(({ state }) => state)).toEqual(rounds.map(() => 'done'));
  expect(rounds.map(({ id }) => sends.filter(({ roundId }) => roundId === id).length)).toEqual(
    rounds.map(({ share }) => share),
  );
  const accepted = await world.mail.entries('accepted');
  expect(accepted.map(({ messageId }) => messageId).sort()).toEqual(
    sends.map((send) => send.messageId).sort(),
  );
  const elsewhere = others.filter(({ domainId }) => domainId !== anna.domainId);
  expect(new Set(accepted.flatMap(({ to }) => to))).toEqual(new Set(elsewhere.map(({ address }) => address)));
});

test("a partner's next round notes where each mail was found, reads it and files it away", async () => {
  const { anna, others } = await createWorld();
  await startPlay(world, [anna]).playUntil('2026-11-03T00:00:00Z');
  const ben = others.at(-1);
  if (!ben) throw new Error('a partner is needed');
  const sent = (await records.sends(anna, ben)).map(({ messageId }) => messageId).sort();
  expect(await idsIn(ben, 'INBOX')).toEqual(sent);
  const answer = await startPlay(world, [ben]).playRounds(1);
  expect(answer.did).toContain(`${sent.length} found (0 in Junk)`);
  expect(await idsIn(ben, 'INBOX')).toEqual([]);
  expect(await idsIn(ben, 'Warm-up')).toEqual(sent);
  const filed = await world.mail.readMessages(ben.address, 'Warm-up');
  expect(filed.every(({ flags }) => flags.includes('\\Seen'))).toBe(true);
  for (const send of await records.sends(anna, ben)) {
    expect(send).toMatchObject({
      placement: 'inbox',
      placedAt: world.clock.now(),
      receivedFolder: 'Warm-up',
    });
  }
});

test("people's own mail in INBOX is neither moved nor flagged", async () => {
  const { anna, others } = await createWorld();
  const ben = others.at(-1);
  if (!ben) throw new Error('a partner is needed');
  const [before, after] = [letter({ To: ben.address }), letter({ To: ben.address })];
  await world.mail.deliver(ben.address, before.raw);
  await startPlay(world, [anna]).playUntil('2026-11-03T00:00:00Z');
  await world.mail.deliver(ben.address, after.raw, { flags: ['\\Flagged'] });
  await startPlay(world, [ben]).playUntil('2026-11-04T00:00:00Z');
  const inbox = await world.mail.readMessages(ben.address, 'INBOX');
  expect(inbox.map(({ messageId, flags }) => ({ messageId, flags }))).toEqual([
    { messageId: before.id, flags: [] },
    { messageId: after.id, flags: ['\\Flagged'] },
  ]);
});

test('mail that its partner has not found after a day counts as missing, and as found when it turns up', async () => {
  const { anna, others } = await createWorld();
  const ben = others.at(-1);
  if (!ben) throw new Error('a partner is needed');
  await world.mail.addFault({
    id: 'held-up',
    stage: 'place',
    match: { from: anna.address, to: ben.address },
    action: { kind: 'discard' },
  });
  const play = startPlay(world, [anna, ben]);
  await play.playUntil('2026-11-03T00:00:00Z');
  await world.mail.removeAllFaults();
  const [held, ...moreHeld] = await records.sends(anna, ben);
  if (!held) throw new Error('a mail to the partner is needed');
  await play.playUntil('2026-11-06T00:00:00Z');
  for (const { id } of [held, ...moreHeld])
    expect(await records.send(id)).toMatchObject({ state: 'accepted', placement: 'missing' });
  const raw = (await world.mail.readMessages(anna.address, 'Sent')).find(
    ({ messageId }) => messageId === held.messageId,
  )?.raw;
  await world.mail.deliver(ben.address, raw ?? '');
  await play.playUntil('2026-11-07T00:00:00Z');
  expect(await records.send(held.id)).toMatchObject({ placement: 'inbox' });
});
