import { afterEach, expect, test } from 'vitest';
import type { FaultRuleInput } from '../../local/mail/fault-rules.ts';
import { startPlay, type Play } from './play.ts';
import { recordsOf, standAt, type Records } from './records.ts';
import { createActivityWorld, type ActivityWorld, type TestMailbox, type WorldOptions } from './world.ts';

let world: ActivityWorld;
let records: Records;
let anna: TestMailbox;
let ben: TestMailbox;
let play: Play;
afterEach(() => world.close());

/** Anna has some ten mails a day to send. Nobody but her is played. */
async function createWorld(options: Partial<WorldOptions> = {}): Promise<void> {
  world = await createActivityWorld({ start: '2026-11-02T00:00:00Z', domains: 2, ...options });
  records = recordsOf(world);
  const [first, second] = world.mailboxes;
  if (!first || !second) throw new Error('two mailboxes are needed');
  [anna, ben] = [first, second];
  await standAt(world, anna, { date: '2026-11-01', day: 9, phase: 'rising', phaseDay: 9, level: 9 });
  play = startPlay(world, [anna]);
}

/** What happens once to Anna's mail after its final dot. */
async function once(action: Extract<FaultRuleInput, { stage: 'data' }>['action']): Promise<void> {
  const match = { from: anna.address };
  await world.mail.addFault({ id: action.kind, stage: 'data', match, times: 1, action });
}

const inSent = async () =>
  (await world.mail.readMessages(anna.address, 'Sent')).map(({ messageId }) => messageId).sort();

const idsOf = async (state: string) =>
  (await records.sends(anna)).filter((send) => send.state === state).map(({ messageId }) => messageId);

async function countedAsPeoplesMail(): Promise<number> {
  const hours = await world.tx((tx) =>
    tx.selectFrom('budgetHour').select('used').where('scope', '=', 'people').execute(),
  );
  return hours.reduce((sum, { used }) => sum + used, 0);
}

test('a copy of each accepted mail lies in Sent once, and none of a mail that was not accepted', async () => {
  await createWorld();
  await once({ kind: 'reply', code: 550, enhanced: '5.7.1', text: 'Not today' });
  await once({ kind: 'lost-answer' });
  await play.playUntil('2026-11-04T00:00:00Z');
  expect([await idsOf('rejected'), await idsOf('unknown')].map(({ length }) => length)).toEqual([1, 1]);
  expect(await inSent()).toEqual((await idsOf('accepted')).sort());
  expect(await countedAsPeoplesMail()).toBe(0);
});

test('the copy is filed also when the worker dies right after a mail was accepted', async () => {
  const died = new Set<string>();
  await createWorld({
    change: {
      reached: (point, sendId) => {
        if (point !== 'recorded' || died.has(sendId)) return;
        died.add(sendId);
        throw new Error('The worker died.');
      },
    },
  });
  await play.playUntil('2026-11-03T00:00:00Z');
  const accepted = await idsOf('accepted');
  expect(play.failures).toHaveLength(accepted.length);
  expect(await inSent()).toEqual(accepted.sort());
});

test('a provider that files submitted mail itself gets no second copy; its copy settles a mail of unknown outcome', async () => {
  await createWorld({ preset: 'google', filesSentMail: true });
  await once({ kind: 'lost-answer' });
  await play.playRounds(1);
  const [unknown] = await idsOf('unknown');
  expect(unknown).toBeDefined();
  await play.playUntil('2026-11-04T00:00:00Z');
  expect(await inSent()).toEqual((await idsOf('accepted')).sort());
  expect(await world.mail.entries('appended')).toEqual([]);
  const settled = (await records.sends(anna)).find(({ messageId }) => messageId === unknown);
  expect(settled).toMatchObject({ state: 'accepted', outcomeEvidence: 'sent-folder', placement: null });
  expect(await countedAsPeoplesMail()).toBe(0);
});

test("the provider's copy is known by its header, where the provider has given it a Message-ID of its own", async () => {
  await createWorld({ preset: 'microsoft' });
  await once({ kind: 'lost-answer' });
  await play.playRounds(1);
  const [unknown = ''] = await idsOf('unknown');
  const delivered = (await world.mail.readMessages(ben.address)).find(
    ({ messageId }) => messageId === unknown,
  );
  const wire = '<AM0PR01MB0002@provider.test>';
  await world.mail.deliver(anna.address, delivered?.raw.toString().replace(unknown, wire) ?? '', {
    folder: 'Sent',
  });
  await play.playRounds(1);
  const settled = (await records.sends(anna)).find(({ messageId }) => messageId === unknown);
  expect(settled).toMatchObject({ state: 'accepted', outcomeEvidence: 'sent-folder', wireMessageId: wire });
  expect(await countedAsPeoplesMail()).toBe(0);
});
