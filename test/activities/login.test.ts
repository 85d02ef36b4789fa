import { afterEach, expect, test } from 'vitest';
import { startPlay } from './play.ts';
import { recordsOf, standAt, type Records } from './records.ts';
import { createActivityWorld, type ActivityWorld, type TestMailbox } from './world.ts';

let world: ActivityWorld;
let records: Records;
afterEach(() => world.close());

const minuteMs = 60_000;

/** Three mailboxes; the first has full days, and would graduate if all else were well. */
async function createWorld(): Promise<{ anna: TestMailbox; others: readonly TestMailbox[] }> {
  world = await createActivityWorld({ start: '2026-11-02T00:00:00Z', domains: 3 });
  records = recordsOf(world);
  const [anna, ...others] = world.mailboxes;
  if (!anna) throw new Error('a mailbox is needed');
  await standAt(world, anna, { date: '2026-11-01', day: 28, phase: 'steady', phaseDay: 14, level: 20 });
  return { anna, others };
}

const changePassword = ({ address }: TestMailbox, password: string) =>
  world.mail.changeMailbox(address, { password });

test('a wrong password is tried again after 15 minutes, 30, 60 ...; the rounds meanwhile are missed', async () => {
  const { anna } = await createWorld();
  await changePassword(anna, 'changed by somebody');
  const play = startPlay(world, [anna]);
  const waits: number[] = [];
  for (let faults = 0; faults < 4;) {
    await play.playRounds(1);
    const { loginFaults, loginRetryAt } = await records.mailbox(anna);
    if (loginFaults > faults)
      waits.push(((loginRetryAt?.getTime() ?? 0) - world.clock.now().getTime()) / minuteMs);
    faults = loginFaults;
  }
  expect(waits).toEqual([15, 30, 60, 120]);
  expect(await world.mail.entries('login-failed')).toHaveLength(4);
  const rounds = (await records.rounds(anna)).filter(({ state }) => state !== 'planned');
  expect(new Set(rounds.map(({ state }) => state))).toEqual(new Set(['missed']));
  expect(await world.mail.entries('accepted')).toEqual([]);
});

test('a wrong password stops neither the other mailboxes nor, once it is right again, its own', async () => {
  const { anna, others } = await createWorld();
  await changePassword(anna, 'changed by somebody');
  const play = startPlay(world);
  await play.playUntil('2026-11-03T00:00:00Z');
  const { loginFaultAt } = await records.mailbox(anna);
  for (const other of others) {
    const rounds = await records.rounds(other);
    expect(rounds.map(({ state }) => state)).toEqual(rounds.map(() => 'done'));
    expect((await records.sends(other)).map(({ state }) => state)).toContain('accepted');
  }
  await play.playUntil('2026-11-03T02:00:00Z');
  expect((await records.warmup(anna)).sentence).toContain('The last login was refused at');

  await changePassword(anna, 'secret');
  await play.playUntil('2026-11-05T00:00:00Z');
  expect(await records.mailbox(anna)).toMatchObject({ loginFaults: 0, loginRetryAt: null, loginFaultAt });
  const wednesday = (await records.days(anna)).at(-1);
  const sent = (await records.sends(anna)).filter(
    ({ kind, slotAt }) => kind === 'warmup' && slotAt >= new Date('2026-11-04T00:00:00Z'),
  );
  expect(sent.map(({ state }) => state)).toEqual(Array(wednesday?.planned).fill('accepted'));
});

test('partners do not write to a mailbox that could not be logged in to three times in a row', async () => {
  const { anna, others } = await createWorld();
  await changePassword(anna, 'changed by somebody');
  const play = startPlay(world, [anna]);
  await play.playRounds(3);
  while ((await records.mailbox(anna)).loginFaults < 3) await play.playRounds(1);
  world.clock.set('2026-11-03T00:00:00Z');
  await startPlay(world, others).playUntil('2026-11-04T00:00:00Z');
  for (const other of others) expect(await records.sends(other, anna)).toEqual([]);
});

test('what a round had reserved when its SMTP login was refused is not made up for', async () => {
  const { anna } = await createWorld();
  await world.mail.addFault({
    id: 'no-login',
    stage: 'auth',
    match: { mailbox: anna.address },
    times: 1,
    action: { kind: 'reply', code: 535, enhanced: '5.7.8', text: 'Authentication failed' },
  });
  const play = startPlay(world, [anna]);
  await play.playUntil('2026-11-03T00:00:00Z');
  const rounds = await records.rounds(anna);
  const sends = await records.sends(anna);
  expect(rounds.map(({ state }) => state)).toEqual(['missed', ...rounds.slice(1).map(() => 'done')]);
  for (const { id, share, state } of rounds) {
    const states = sends.filter(({ roundId }) => roundId === id).map((send) => send.state);
    expect(states).toEqual(Array(share).fill(state === 'missed' ? 'cancelled' : 'accepted'));
  }
});
