import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSmtpSession } from '../../mail/smtp.ts';
import type { Actor } from '../../store/change-log.ts';
import type { Tx } from '../../store/connection.ts';
import { pauseDomain, resumeDomain } from '../../store/domains.ts';
import { pauseMailbox, resumeMailbox } from '../../store/mailbox-changes.ts';
import { pauseTenant, resumeTenant } from '../../store/tenants.ts';
import { startPlay, type Play } from './play.ts';
import { recordsOf, standAt, type Records } from './records.ts';
import { createActivityWorld, type ActivityWorld, type TestMailbox } from './world.ts';

let world: ActivityWorld;
let records: Records;
let anna: TestMailbox;
/** What happens while a round connects to submit: its first mail has passed the gates, the next hasn't. */
let whileConnecting = async () => {};

beforeEach(async () => {
  whileConnecting = async () => {};
  world = await createActivityWorld({
    start: '2026-11-02T00:00:00Z',
    domains: 3,
    change: {
      openSmtp: async (endpoint) => {
        await whileConnecting();
        return openSmtpSession(endpoint);
      },
    },
  });
  records = recordsOf(world);
  const [first] = world.mailboxes;
  if (!first) throw new Error('a mailbox is needed');
  anna = first;
  await standAt(world, anna, { date: '2026-11-01', day: 20, phase: 'steady', phaseDay: 6, level: 17 });
});
afterEach(() => world.close());

type Scope = 'mailbox' | 'domain' | 'tenant';

const change: Record<Scope, Record<'pause' | 'resume', (tx: Tx, actor: Actor) => Promise<unknown>>> = {
  mailbox: {
    pause: (tx, actor) => pauseMailbox(tx, actor, anna.id, 'a test'),
    resume: (tx, actor) => resumeMailbox(tx, actor, anna.id),
  },
  domain: {
    pause: (tx, actor) => pauseDomain(tx, actor, anna.domainId, 'a test'),
    resume: (tx, actor) => resumeDomain(tx, actor, anna.domainId),
  },
  tenant: {
    pause: (tx, actor) => pauseTenant(tx, actor, 'a test'),
    resume: (tx, actor) => resumeTenant(tx, actor),
  },
};

/** What the API does; the runs are woken separately, since signals may be late. */
async function command(what: 'pause' | 'resume', scope: Scope): Promise<void> {
  const actor = { tenantId: world.tenantId, by: 'a test', at: world.clock.now() };
  await world.tx((tx) => change[scope][what](tx, actor));
}

const firstMails = async (since: string) =>
  (await records.sends(anna)).filter(({ kind, slotAt }) => kind === 'warmup' && slotAt >= new Date(since));

const acceptedFrom = async ({ address }: TestMailbox) =>
  (await world.mail.entries('accepted')).filter(({ from }) => from === address).length;

describe.each(['mailbox', 'domain', 'tenant'] as const)('a paused %s', (scope) => {
  test('sends nothing; its rounds are missed, and not made up for afterwards', async () => {
    const play = startPlay(world);
    await play.playUntil('2026-11-02T06:00:00Z');
    await command('pause', scope);
    const told = await play.wake(anna);
    expect(told.sentence).toBe(
      `The ${scope} is paused since 2026-11-02T06:00:00Z: nothing is sent until somebody resumes it.`,
    );
    await play.playUntil('2026-11-04T00:00:00Z');
    expect(await acceptedFrom(anna)).toBe(0);
    const goOn = { mailbox: 2, domain: 2, tenant: 0 };
    const senders = new Set((await world.mail.entries('accepted')).map(({ from }) => from));
    expect(senders.size).toBe(goOn[scope]);

    await command('resume', scope);
    await play.wake(anna);
    await play.playUntil('2026-11-05T00:00:00Z');
    const [, monday, wednesday] = await records.days(anna);
    expect([monday?.date, wednesday?.date]).toEqual(['2026-11-02', '2026-11-04']);
    expect(await firstMails('2026-11-02')).toHaveLength(wednesday?.planned ?? NaN);
    const mondays = (await records.rounds(anna)).filter(({ date }) => date === '2026-11-02');
    expect(new Set(mondays.map(({ state }) => state))).toEqual(new Set(['missed']));
  });
});

describe('a pause of ten minutes', () => {
  /** Pauses from five minutes before the first round until five minutes after it. */
  async function pauseAroundFirstRound(play: Play, options: { wakesInBetween: boolean }): Promise<void> {
    await play.playUntil('2026-11-02T02:00:00Z');
    const [first] = await records.rounds(anna);
    world.clock.set(new Date((first?.dueAt.getTime() ?? 0) - 5 * 60_000));
    await command('pause', 'mailbox');
    if (options.wakesInBetween) await play.wake(anna);
    world.clock.advance(10 * 60_000);
    await command('resume', 'mailbox');
  }

  async function expectFirstRoundMissed(): Promise<void> {
    const [first, ...others] = await records.rounds(anna);
    expect(first?.state).toBe('missed');
    expect(others.map(({ state }) => state)).toEqual(others.map(() => 'done'));
    const shares = others.reduce((sum, { share }) => sum + share, 0);
    expect(await firstMails('2026-11-02')).toHaveLength(shares);
    expect(await acceptedFrom(anna)).toBe(shares);
  }

  test('leaves out the round that was due in it', async () => {
    const play = startPlay(world, [anna]);
    await pauseAroundFirstRound(play, { wakesInBetween: true });
    await play.wake(anna);
    await play.playUntil('2026-11-03T00:00:00Z');
    await expectFirstRoundMissed();
  });

  test('leaves it out also when its timer rings before anybody has told the run', async () => {
    const play = startPlay(world, [anna]);
    await pauseAroundFirstRound(play, { wakesInBetween: false });
    await play.playUntil('2026-11-03T00:00:00Z');
    await expectFirstRoundMissed();
  });
});

test('a pause in the middle of a round stops it before its next mail, and the rest is not made up for', async () => {
  const play = startPlay(world, [anna]);
  await play.playUntil('2026-11-02T02:00:00Z');
  const [first, ...later] = await records.rounds(anna);
  whileConnecting = () => command('pause', 'mailbox');
  const answer = await play.playRounds(1);
  whileConnecting = async () => {};
  expect(answer.did).toContain('1 mail sent');
  expect(answer.did).toContain('The mailbox is paused');
  world.clock.advance(5 * 60_000);
  await command('resume', 'mailbox');
  await play.wake(anna);
  await play.playUntil('2026-11-03T00:00:00Z');
  const states = (await records.sends(anna))
    .filter(({ roundId }) => roundId === first?.id)
    .map(({ state }) => state);
  expect(states.sort()).toEqual(['accepted', ...Array<string>(states.length - 1).fill('cancelled')]);
  expect(await acceptedFrom(anna)).toBe(1 + later.reduce((sum, { share }) => sum + share, 0));
});
