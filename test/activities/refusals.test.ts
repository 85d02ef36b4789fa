import { DefaultFailureConverter, defaultPayloadConverter } from '@temporalio/common';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FaultRuleInput } from '../../local/mail/fault-rules.ts';
import { SamovarError } from '../../policy/errors.ts';
import { startPlay, type Play } from './play.ts';
import { recordsOf, type Records } from './records.ts';
import { createActivityWorld, type ActivityWorld, type TestMailbox } from './world.ts';

let world: ActivityWorld;
let records: Records;
let anna: TestMailbox;
let play: Play;

beforeEach(async () => {
  world = await createActivityWorld({ start: '2026-11-02T00:00:00Z', domains: 2 });
  records = recordsOf(world);
  const [first] = world.mailboxes;
  if (!first) throw new Error('a mailbox is needed');
  anna = first;
  play = startPlay(world);
});
afterEach(async () => {
  // Whatever happened: no answer of an activity has an address in it.
  expect(JSON.stringify(play.answers)).not.toContain('@');
  await world.close();
});

/** What a server does once to Anna's mail, quoting an address. */
async function refuseOnce(rule: Pick<FaultRuleInput, 'stage' | 'action'>): Promise<void> {
  await world.mail.addFault({
    id: 'refusal',
    match: { from: anna.address },
    times: 1,
    ...rule,
  } as FaultRuleInput);
}

const firstOfAnna = async () => (await records.sends(anna))[0];

const triesOf = async (messageId = '') => {
  const accepted = await world.mail.entries('accepted', { messageId });
  const refused = await world.mail.entries('refused');
  return { accepted: accepted.length, refused: refused.length };
};

test('a permanent refusal is recorded by its codes, and is not tried again', async () => {
  const text = '<ben@acme-2.test>: Recipient address rejected: User unknown';
  await refuseOnce({ stage: 'rcpt', action: { kind: 'reply', code: 550, enhanced: '5.1.1', text } });
  await play.playUntil('2026-11-04T00:00:00Z');
  expect(play.answers.map(({ did }) => did).join()).toContain('1 refused by the server');
  const first = await firstOfAnna();
  expect(first).toMatchObject({
    state: 'rejected',
    phase: 'rcpt',
    replyCode: 550,
    enhancedCode: '5.1.1',
    failureCode: 'permanent',
    attempt: 1,
  });
  expect(await triesOf(first?.messageId)).toEqual({ accepted: 0, refused: 1 });
});

test('a transient refusal is reserved again, and goes out with the next round of the day', async () => {
  const text = 'Greylisted: try again, anna@acme-1.test';
  await refuseOnce({ stage: 'rcpt', action: { kind: 'reply', code: 451, enhanced: '4.7.1', text } });
  play = startPlay(world, [anna]);
  await play.playRounds(1);
  expect(await firstOfAnna()).toMatchObject({
    state: 'reserved',
    phase: 'rcpt',
    replyCode: 451,
    enhancedCode: '4.7.1',
    failureCode: 'transient',
  });
  await play.playRounds(1);
  const first = await firstOfAnna();
  expect(first).toMatchObject({ state: 'accepted', attempt: 2 });
  expect(await triesOf(first?.messageId)).toEqual({ accepted: 1, refused: 1 });
});

test('a report of failed delivery marks the mail as bounced, and stays in INBOX for people', async () => {
  const text = '<ben@acme-2.test>: mailbox is gone';
  await refuseOnce({ stage: 'place', action: { kind: 'dsn', status: '5.2.1', text } });
  await play.playUntil('2026-11-03T00:00:00Z');
  const first = await firstOfAnna();
  expect(first).toMatchObject({ state: 'bounced' });
  const inbox = await world.mail.readMessages(anna.address, 'INBOX');
  const report = inbox.find(({ headers }) => headers['in-reply-to'] === first?.messageId);
  expect(report?.headers['content-type']).toContain('report-type=delivery-status');
  expect(report?.flags).toEqual([]);
});

test('a notice of delay changes nothing, and nothing is sent again for it', async () => {
  const text = '<ben@acme-2.test>: no answer yet';
  await refuseOnce({ stage: 'place', action: { kind: 'dsn', action: 'delayed', status: '4.4.1', text } });
  await play.playUntil('2026-11-04T00:00:00Z');
  const first = await firstOfAnna();
  expect(first).toMatchObject({ state: 'accepted', attempt: 1, placement: 'inbox' });
  expect(await triesOf(first?.messageId)).toEqual({ accepted: 1, refused: 0 });
});

test('what an activity throws leaves it as a code, without message, cause or stack', async () => {
  const cause = new Error('550 5.1.1 <ben@acme-2.test>: User unknown');
  const thrown = [
    new SamovarError('mail-refused', 'refused: ben@acme-2.test', { to: 'ben@acme-2.test' }, { cause }),
    new SamovarError('validation-failed', 'ben@acme-2.test is no address', {}, { cause }),
    Object.assign(cause, { response: 'ben@acme-2.test' }),
  ];
  const converter = new DefaultFailureConverter();
  const kept = await Promise.all(
    thrown.map((error) =>
      world
        .run(() => Promise.reject(error))
        .catch((failure: unknown) => converter.errorToFailure(failure, defaultPayloadConverter)),
    ),
  );
  expect(kept).toMatchObject([
    { message: 'mail-refused', applicationFailureInfo: { type: 'mail-refused', nonRetryable: false } },
    { message: 'validation-failed', applicationFailureInfo: { nonRetryable: true } },
    { message: 'internal', applicationFailureInfo: { type: 'internal', nonRetryable: false } },
  ]);
  expect(JSON.stringify(kept)).not.toContain('@');
});
