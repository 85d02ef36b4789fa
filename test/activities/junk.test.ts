import { afterEach, expect, test } from 'vitest';
import { startPlay } from './play.ts';
import { recordsOf, standAt, type Records } from './records.ts';
import { createActivityWorld, type ActivityWorld, type TestMailbox } from './world.ts';

let world: ActivityWorld;
let records: Records;
afterEach(() => world.close());

const minuteMs = 60_000;

/** Anna has written to Ben all of Monday, and everything went into his Junk; Ben hasn't looked yet. */
async function mondayInJunk(): Promise<{ anna: TestMailbox; ben: TestMailbox; mails: number }> {
  world = await createActivityWorld({ start: '2026-11-02T00:00:00Z', domains: 2 });
  records = recordsOf(world);
  const [anna, ben] = world.mailboxes;
  if (!anna || !ben) throw new Error('two mailboxes are needed');
  await standAt(world, anna, { date: '2026-11-01', day: 8, phase: 'rising', phaseDay: 8, level: 9 });
  await world.mail.addFault({
    id: 'junk',
    stage: 'place',
    match: { from: anna.address },
    action: { kind: 'folder', folder: 'Junk' },
  });
  await startPlay(world, [anna]).playUntil('2026-11-03T00:00:00Z');
  await world.mail.removeAllFaults();
  return { anna, ben, mails: (await records.sends(anna)).length };
}

const countIn = async ({ address }: TestMailbox, folder: string) =>
  (await world.mail.readMessages(address, folder)).length;

test('mail found in Junk is counted at once, and is not moved before its time', async () => {
  const { anna, ben, mails } = await mondayInJunk();
  const answer = await startPlay(world, [ben]).playRounds(1);
  expect(answer.did).toContain(`${mails} found (${mails} in Junk), 0 rescued`);
  expect(await countIn(ben, 'Junk')).toBe(mails);
  for (const { placement, rescueDueAt } of await records.sends(anna)) {
    const waits = (rescueDueAt?.getTime() ?? 0) - world.clock.now().getTime();
    expect(placement).toBe('junk');
    expect(waits).toBeGreaterThanOrEqual(5 * minuteMs);
    expect(waits).toBeLessThanOrEqual(90 * minuteMs);
  }
});

test('mail in Junk is moved to INBOX as not junk once it is due, and filed after that', async () => {
  const { anna, ben, mails } = await mondayInJunk();
  await startPlay(world, [ben]).playUntil('2026-11-05T00:00:00Z');
  expect([await countIn(ben, 'Junk'), await countIn(ben, 'INBOX')]).toEqual([0, 0]);
  const sends = await records.sends(anna);
  expect(
    sends.every(({ rescuedAt, rescueDueAt }) => rescuedAt && rescueDueAt && rescuedAt >= rescueDueAt),
  ).toBe(true);
  expect(sends.every(({ filedAt, rescuedAt }) => filedAt && rescuedAt && filedAt >= rescuedAt)).toBe(true);

  const { entries } = await world.mail.readLog({ address: ben.address });
  for (const { messageId } of sends) {
    const happened = entries.flatMap((entry) => {
      if (entry.event === 'flagged' && entry.messageId === messageId) return entry.added;
      if (entry.event !== 'moved') return [];
      return entry.messages.some((moved) => moved.messageId === messageId)
        ? [`${entry.from} > ${entry.to}`]
        : [];
    });
    expect(happened.filter((one) => one !== '\\Flagged')).toEqual([
      '$NotJunk',
      'Junk > INBOX',
      '\\Seen',
      'INBOX > Warm-up',
    ]);
  }
  expect(sends).toHaveLength(mails);
});

test('its placement is counted once, though it is seen again in INBOX and after a renumbering of the folders', async () => {
  const { anna, ben, mails } = await mondayInJunk();
  const play = startPlay(world, [anna, ben]);
  await play.playUntil('2026-11-03T12:00:00Z');
  for (const folder of ['INBOX', 'Junk']) await world.mail.changeUidValidity(ben.address, folder);
  await play.playUntil('2026-11-03T18:00:00Z');
  for (const folder of ['INBOX', 'Junk']) await world.mail.changeUidValidity(ben.address, folder);
  await play.playUntil('2026-11-05T02:00:00Z');

  const [, monday] = await records.days(anna);
  expect(monday).toMatchObject({ sent: mails, foundInJunk: mails, rescued: mails });
  const sends = (await records.sends(anna)).slice(0, mails);
  expect(sends.map(({ placement }) => placement)).toEqual(sends.map(() => 'junk'));
  const filed = (await world.mail.readMessages(ben.address, 'Warm-up')).map(({ messageId }) => messageId);
  expect(filed).toEqual(expect.arrayContaining(sends.map(({ messageId }) => messageId)));
  const found = play.answers.flatMap(({ did }) => /(\d+) found \((\d+) in Junk\)/.exec(did)?.[2] ?? []);
  expect(found.map(Number).reduce((sum, count) => sum + count, 0)).toBe(mails);
});

test('mail in Junk is not answered before it has been taken out of there', async () => {
  const { anna, ben, mails } = await mondayInJunk();
  const play = startPlay(world, [ben]);
  await play.playRounds(1);
  // All of it asks for an answer, and before it is to be looked for in Junk.
  const now = world.clock.now();
  const rescueDueAt = new Date('2026-11-04T00:00:00Z');
  await world.tx((tx) =>
    tx.updateTable('send').set({ answerDueAt: now, rescueDueAt }).where('placement', '=', 'junk').execute(),
  );
  const answers = async () =>
    (await records.sends(ben)).filter(({ kind }) => kind === 'warmup-answer').length;
  await play.playUntil(rescueDueAt);
  expect(await answers()).toBe(0);
  await play.playUntil('2026-11-05T00:00:00Z');
  expect(await answers()).toBe(mails);
  expect(await records.sends(anna)).toHaveLength(mails);
});
