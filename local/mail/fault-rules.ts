/**
 * What can go wrong on request, as data: tests and the local stack run in other processes and send these rules through the
 * control API. A rule names a stage, what it applies to, how often, and the action.
 */
import { z } from 'zod';
import { folderNamePattern } from './mailbox.ts';

const replyCode = z.int().min(400).max(599);
const milliseconds = z.int().min(0).max(86_400_000);
/** Nobody waits for ever: a held connection is dropped after this time. */
const defaultHoldMs = 600_000;
/** What a server says: one line of printable ASCII. */
const text = z.string().regex(/^[\x20-\x7e]+$/, 'must be one line of printable ASCII');

const reply = z.strictObject({
  kind: z.literal('reply'),
  code: replyCode,
  /** Enhanced status code, RFC 3463. */
  enhanced: z
    .string()
    .regex(/^[45]\.\d{1,3}\.\d{1,3}$/, 'must look like 5.7.1')
    .optional(),
  text,
});
const drop = z.strictObject({ kind: z.literal('drop') });
const hang = z.strictObject({ kind: z.literal('hang'), maxMs: milliseconds.default(defaultHoldMs) });
const delay = z.strictObject({ kind: z.literal('delay'), delayMs: milliseconds });

/**
 * `command`: in answer to DATA, before the 354. `body`: while the message is on its way. `message`: after the final dot. A delay
 * there ends with the message being taken, whether the client still waits for its 250 or not.
 */
const dataPoint = z.enum(['command', 'message']).default('message');

const anySmtpAction = z.discriminatedUnion('kind', [reply, drop, hang, delay]);
const recipientAction = z.discriminatedUnion('kind', [
  reply,
  drop,
  hang,
  delay,
  /** Takes a recipient that no mailbox has, as a server that bounces later does. */
  z.strictObject({ kind: z.literal('accept') }),
]);
const dataAction = z.discriminatedUnion('kind', [
  reply.extend({ at: dataPoint }),
  drop.extend({ at: z.enum(['command', 'body']) }),
  hang.extend({ at: dataPoint }),
  delay.extend({ at: dataPoint }),
  /** The message is stored and delivered; the connection dies, after `holdMs`, before the 250. */
  z.strictObject({ kind: z.literal('lost-answer'), holdMs: milliseconds.default(0) }),
  /** The connection dies after the final dot, after `holdMs`; nothing is stored. */
  z.strictObject({ kind: z.literal('not-accepted'), holdMs: milliseconds.default(0) }),
]);
const placeAction = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('folder'),
    folder: z.string().regex(folderNamePattern, 'is no folder name'),
    delayMs: milliseconds.default(0),
  }),
  z.strictObject({ kind: z.literal('discard') }),
  delay,
  /** Accepted, and reported to the envelope sender after `delayMs` (RFC 3464). `delayed` is followed by delivery right away. */
  z.strictObject({
    kind: z.literal('dsn'),
    action: z.enum(['failed', 'delayed']).default('failed'),
    status: z
      .string()
      .regex(/^[245]\.\d{1,3}\.\d{1,3}$/, 'must look like 5.1.1')
      .default('5.1.1'),
    text,
    delayMs: milliseconds.default(0),
  }),
]);
const imapAction = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('no'), text }),
  drop,
  hang,
  delay,
]);

const match = z.strictObject({
  /** Who is logged in (or tries to): an address, or a domain for all of its addresses. */
  mailbox: z.string().min(1).optional(),
  /** Envelope sender: an address or a domain. */
  from: z.string().min(1).optional(),
  /** Envelope recipient: an address or a domain. */
  to: z.string().min(1).optional(),
  /** IMAP command, without UID: FETCH stands for UID FETCH too, LOGIN for AUTHENTICATE too. */
  command: z
    .string()
    .regex(/^[A-Za-z]+$/, 'must be one word, such as FETCH')
    .toUpperCase()
    .optional(),
  /** Message-ID with its angle brackets. */
  messageId: z.string().min(1).optional(),
  protocol: z.enum(['smtp', 'imap']).optional(),
});

const common = {
  id: z.string().min(1),
  match: match.default({}),
  /** The part of what matches that is hit, 0 to 1. The same rule and message always fall on the same side. */
  share: z.number().min(0).max(1).optional(),
  /** How many times the rule applies before it is spent. Without it: for ever. */
  times: z.int().min(1).optional(),
};

export const faultRule = z
  .discriminatedUnion('stage', [
    z.strictObject({ ...common, stage: z.literal('connect'), action: anySmtpAction }),
    z.strictObject({ ...common, stage: z.literal('auth'), action: anySmtpAction }),
    z.strictObject({ ...common, stage: z.literal('mail'), action: anySmtpAction }),
    z.strictObject({ ...common, stage: z.literal('rcpt'), action: recipientAction }),
    z.strictObject({ ...common, stage: z.literal('data'), action: dataAction }),
    z.strictObject({ ...common, stage: z.literal('place'), action: placeAction }),
    z.strictObject({ ...common, stage: z.literal('imap'), action: imapAction }),
  ])
  .superRefine((rule, context) => {
    for (const [field, reason] of unknownAtStage(rule)) {
      context.addIssue({ code: 'custom', path: ['match', field], message: reason });
    }
  });

export type FaultRule = z.output<typeof faultRule>;
/** A rule as a caller writes it, defaults left out. */
export type FaultRuleInput = z.input<typeof faultRule>;
export type FaultStage = FaultRule['stage'];
export type FaultAction<Stage extends FaultStage> = Extract<FaultRule, { stage: Stage }>['action'];
export type FaultMatch = z.output<typeof match>;

/** What a rule of each stage can look at. A rule that asks for more would silently never apply, so it is refused. */
const knownAtStage: Record<FaultStage, readonly (keyof FaultMatch)[]> = {
  connect: ['protocol'],
  auth: ['mailbox'],
  mail: ['mailbox', 'from'],
  rcpt: ['mailbox', 'from', 'to'],
  data: ['mailbox', 'from', 'to', 'messageId'],
  place: ['mailbox', 'from', 'to', 'messageId'],
  imap: ['mailbox', 'command'],
};

function* unknownAtStage(rule: FaultRule): Generator<[field: string, reason: string]> {
  for (const field of Object.keys(rule.match)) {
    if (!knownAtStage[rule.stage].some((known) => known === field)) {
      yield [field, `is not known at stage ${rule.stage}`];
    }
  }
  const beforeMessage = rule.stage === 'data' && 'at' in rule.action && rule.action.at !== 'message';
  if (beforeMessage && rule.match.messageId !== undefined) {
    yield ['messageId', 'is known only after the message has arrived'];
  }
}
