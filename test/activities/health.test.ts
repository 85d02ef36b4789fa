import { afterEach, expect, test } from 'vitest';
import { startPlay, type Play } from './play.ts';
import { recordsOf, standAt, type Records } from './records.ts';
import { createActivityWorld, type ActivityWorld, type TestMailbox } from './world.ts';

let world: ActivityWorld;
let records: Records;
let anna: TestMailbox;
afterEach(() => world.close());

/** A sender whose mail goes into Junk to a part. */
interface JunkSender {
  readonly play: Play;
  /** Plays the day up to `until`; of all that was planned so far, `share` has then gone into Junk. */
  readonly playDay: (date: string, until: string) => Promise<void>;
}

/** Anna sends alone from Monday to Wednesday, 33 mails or so; on Thursday her partners find them. It is Friday then. */
async function threeDaysWithJunk(share: number): Promise<JunkSender> {
  world = await createActivityWorld({ start: '2026-11-02T00:00:00Z', domains: 3 });
  records = recordsOf(world);
  const [first, ...partners] = world.mailboxes;
  if (!first) throw new Error('a mailbox is needed');
  anna = first;
  await standAt(world, anna, { date: '2026-11-01', day: 8, phase: 'rising', phaseDay: 8, level: 9 });
  const alone = junkSender(startPlay(world, [anna]), share);
  for (const day of [2, 3, 4]) await alone.playDay(`2026-11-0${day}`, `2026-11-0${day + 1}T00:00:00Z`);
  await startPlay(world, partners).playUntil('2026-11-06T00:00:00Z');
  return junkSender(startPlay(world), share);
}

function junkSender(play: Play, share: number): JunkSender {
  return {
    play,
    async playDay(date, until) {
      await play.playUntil(`${date}T01:30:00Z`);
      const planned = (await records.days(anna)).slice(1).reduce((sum, day) => sum + day.planned, 0);
      const inJunk = (await world.mail.entries('delivered')).filter(({ folder }) => folder === 'Junk').length;
      const times = Math.round(share * planned) - inJunk;
      if (times > 0)
        await world.mail.addFault({
          id: 'junk',
          stage: 'place',
          match: { from: anna.address },
          times,
          action: { kind: 'folder', folder: 'Junk' },
        });
      await play.playUntil(until);
    },
  };
}

const levelsAndBands = async () =>
  (await records.days(anna)).slice(1).map(({ level, band }) => `${level} ${band}`);

test('15 % in Junk: the band is watch, and the volume stays where it is', async () => {
  const { play } = await threeDaysWithJunk(0.15);
  await play.playUntil('2026-11-06T06:00:00Z');
  expect(await levelsAndBands()).toEqual(['10 good', '11 good', '12 good', '12 watch']);
  expect((await records.warmup(anna)).sentence).toContain('The health band is watch');
  expect(await records.mailbox(anna)).toMatchObject({
    health: 'watch',
    healthEvidence: { sentence: expect.stringMatching(/ were in Junk over 7 days\.$/) as string },
  });
});

test('25 % in Junk: the volume drops to 5 and climbs by one a day, for as long as the share stays', async () => {
  const { playDay } = await threeDaysWithJunk(0.25);
  for (const day of ['06', '07', '08', '09']) await playDay(`2026-11-${day}`, `2026-11-${day}T23:59:00Z`);
  expect(await levelsAndBands()).toEqual([
    '10 good',
    '11 good',
    '12 good',
    '5 cooldown',
    '6 cooldown',
    '7 cooldown',
    '8 cooldown',
  ]);
  const monday = (await records.days(anna)).at(-1);
  expect(monday?.planned).toBeLessThanOrEqual(10);
});

test('3 % in Junk: nothing changes', async () => {
  const { play } = await threeDaysWithJunk(0.03);
  await play.playUntil('2026-11-06T06:00:00Z');
  const inJunk = (await records.sends(anna)).filter(({ placement }) => placement === 'junk');
  expect(inJunk).toHaveLength(1);
  expect(await levelsAndBands()).toEqual(['10 good', '11 good', '12 good', '13 good']);
});
