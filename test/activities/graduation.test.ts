import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPlay, type Play } from './play.ts';
import { recordsOf, type Records } from './records.ts';
import { createActivityWorld, type ActivityWorld } from './world.ts';

let world: ActivityWorld;
let records: Records;
let play: Play;

/**
 * Four weeks of two mailboxes on two domains, from a Monday to the fifth Monday's morning. The tenant allows its pairs
 * no more than five mails a day, so the graph carries less than the plan wants.
 */
beforeAll(async () => {
  world = await createActivityWorld({
    start: '2026-11-02T00:00:00Z',
    domains: 2,
    overrides: { pairing: { widestPairPerDay: 5 } },
  });
  records = recordsOf(world);
  play = startPlay(world);
  await play.playUntil('2026-11-30T02:00:00Z');
}, 120_000);
afterAll(() => world.close());

test('two mailboxes on two domains graduate after 28 worked days, judged by what they could write to each other', async () => {
  for (const mailbox of world.mailboxes) {
    const days = await records.days(mailbox);
    expect(days.filter(({ worked }) => worked)).toHaveLength(28);
    expect(await records.warmup(mailbox)).toMatchObject({
      stage: 'ready',
      phase: 'first-cold',
      day: 29,
      graduatedAt: expect.any(Date) as Date,
      graduation: { may: true },
    });
    // Nobody is ready a day earlier.
    expect(days.filter(({ phase }) => phase === 'first-cold').map(({ date }) => date)).toEqual([
      '2026-11-30',
    ]);
  }
});

test('each day says what the partners can carry of what the plan wants, and no day sends more', async () => {
  for (const mailbox of world.mailboxes) {
    const days = (await records.days(mailbox)).slice(0, -1);
    const lowered = days.filter(({ wanted, planned }) => planned < wanted);
    expect(lowered.length).toBeGreaterThan(10);
    for (const { wanted, planned, sentences } of lowered)
      expect(sentences.join(' ')).toContain(`1 partner can carry ${planned} of ${wanted} mails`);
    expect(days.map(({ sent }) => sent)).toEqual(days.map(({ planned }) => planned));
    expect(Math.max(...days.map(({ planned }) => planned))).toBe(5);
  }
});

test('weekends have a quarter of the warm-up mail', async () => {
  for (const mailbox of world.mailboxes) {
    const weekends = (await records.days(mailbox)).filter(({ date }) =>
      [0, 6].includes(new Date(date).getUTCDay()),
    );
    expect(weekends).toHaveLength(8);
    for (const { level, wanted } of weekends) {
      expect(wanted).toBeGreaterThanOrEqual(Math.floor(level * 0.25 * 0.85));
      expect(wanted).toBeLessThanOrEqual(Math.ceil(level * 0.25 * 1.15));
    }
  }
});

test('about three mails in ten are answered', async () => {
  const sends = (await Promise.all(world.mailboxes.map((mailbox) => records.sends(mailbox)))).flat();
  const found = sends.filter(({ placement }) => placement === 'inbox');
  const answers = sends.filter(({ kind, state }) => kind === 'warmup-answer' && state === 'accepted');
  expect(found.length).toBeGreaterThan(200);
  expect(answers.length / found.length).toBeGreaterThan(0.2);
  expect(answers.length / found.length).toBeLessThan(0.4);
});

test('everything that was sent was accepted once, and no answer of an activity holds an address', async () => {
  const sends = (await Promise.all(world.mailboxes.map((mailbox) => records.sends(mailbox)))).flat();
  const accepted = (await world.mail.entries('accepted')).map(({ messageId }) => messageId ?? '');
  expect(accepted.sort()).toEqual(sends.map(({ messageId }) => messageId).sort());
  expect(JSON.stringify(play.answers)).not.toContain('@');
});
