import { nextLook, type AuthenticationSeries } from './authentication-series.ts';
import { authenticationGate } from './gates/authentication-gate.ts';
import type { Budget } from './gates/cap-gate.ts';
import type { GateVerdict } from './gates/gate.ts';
import { mailboxCapGate } from './gates/mailbox-cap-gate.ts';
import { warmupDomainCapGate } from './gates/warmup-domain-cap-gate.ts';
import { warmupHealthGate } from './gates/warmup-health-gate.ts';
import type { HealthBand } from './health-band.ts';
import type { Policy } from './schema.ts';
import { counted, utcTime } from './sentences.ts';
import { pauseSentence, type Pausable } from './warmup/hold.ts';

/** What decides whether a mailbox sends its warm-up mail, as the database has it at `now`. */
export interface SendingFacts {
  readonly now: Date;
  readonly tenant: Pausable;
  readonly domain: Pausable & { readonly series: AuthenticationSeries; readonly checkedAt: Date | null };
  readonly mailbox: Pausable & { readonly retiredAt: Date | null; readonly band: HealthBand };
  readonly login: {
    readonly faultsInRow: number;
    readonly faultCode: string | null;
    readonly retryAt: Date | null;
  };
  /** Null without opt-in. `sentence` is what the warm-up's run last said, in the Temporal UI too. */
  readonly warmup: {
    readonly stage: 'checking' | 'warming' | 'ready' | 'waiting' | 'stopped';
    readonly sentence: string;
    readonly nextActionAt: Date | null;
  } | null;
  readonly mailboxBudget: Budget;
  readonly domainWarmupBudget: Budget;
}

export interface SendingStatus {
  readonly isSending: boolean;
  readonly sentence: string;
  /** What holds it back; null while it sends. */
  readonly gate: string | null;
  /** When it may lift by itself: the next check or try, room in a cap; null when it takes somebody. */
  readonly until: Date | null;
  /** What would lift it. */
  readonly lift: string | null;
}

interface Hold {
  readonly gate: string;
  readonly sentence: string;
  readonly until: Date | null;
  readonly lift: string;
}

type Judge = (facts: SendingFacts, policy: Policy) => Hold | null;

/** Why a mailbox sends nothing, or what it does next: the first of these that holds it binds. */
export function sendingStatus(facts: SendingFacts, policy: Policy): SendingStatus {
  for (const judge of judges) {
    const hold = judge(facts, policy);
    if (hold) return { isSending: false, ...hold };
  }
  return { isSending: true, sentence: facts.warmup?.sentence ?? '', gate: null, until: null, lift: null };
}

const retired: Judge = ({ mailbox }) =>
  mailbox.retiredAt && {
    gate: 'retired',
    sentence: `The mailbox is retired since ${utcTime(mailbox.retiredAt)}.`,
    until: null,
    lift: 'Nothing: retirement is for ever.',
  };

const notWarmedUp: Judge = ({ warmup }) =>
  warmup === null
    ? {
        gate: 'opt-in',
        sentence: 'The mailbox is not warmed up: nobody has opted in.',
        until: null,
        lift: 'Opt in to its warm-up.',
      }
    : null;

const paused: Judge = (facts) => {
  const sentence = pauseSentence(facts);
  return sentence === null ? null : { gate: 'paused', sentence, until: null, lift: 'Resume what is paused.' };
};

/** Before the first day the run's own sentence says what is missing. */
const checking: Judge = ({ warmup }) =>
  warmup?.stage === 'checking'
    ? {
        gate: 'readiness',
        sentence: warmup.sentence,
        until: warmup.nextActionAt,
        lift: "Publish the domain's records, and see to it that SMTP and IMAP log in.",
      }
    : null;

const authentication: Judge = ({ domain: { series, checkedAt } }, policy) =>
  held(
    'authentication',
    authenticationGate.judge(
      {
        authentication: {
          lastKnown: series.authentication === 'unknown' ? null : series.authentication,
          failuresInARow: series.failures,
          nextCheckAt: nextLook(series, checkedAt, policy),
        },
      },
      policy,
    ),
    "Correct the domain's records, then ask for a check.",
  );

const login: Judge = ({ now, login: { faultsInRow, faultCode, retryAt } }) => {
  if (faultsInRow === 0) return null;
  const isRefused = faultCode === 'mail-login-failed';
  const what = isRefused ? 'refused the login' : 'could not be used';
  const repeated = faultsInRow > 1 ? ` ${counted(faultsInRow, 'time')} in a row` : '';
  // A wait that is over lifts nothing: only a login that works does.
  const until = retryAt && retryAt > now ? retryAt : null;
  const next = until ? `is at ${utcTime(until)}` : 'comes with the next round';
  return {
    gate: 'login',
    sentence: `The mail server ${what}${repeated}: the next try ${next}.`,
    until,
    lift: isRefused
      ? "Correct the mailbox's login."
      : 'Nothing to do if the server comes back; else correct its host and port.',
  };
};

const health: Judge = ({ mailbox: { band } }, policy) =>
  held(
    'health',
    warmupHealthGate.judge({ band }, policy),
    'Look at the evidence, then retire the mailbox or replace it.',
  );

const waiting: Judge = ({ warmup }) =>
  warmup?.stage === 'waiting' || warmup?.stage === 'stopped'
    ? {
        gate: 'person',
        sentence: warmup.sentence,
        until: null,
        lift: 'Extend the warm-up, graduate the mailbox anyway, or retire it.',
      }
    : null;

const mailboxCap: Judge = ({ now, mailboxBudget }, policy) =>
  held(
    mailboxCapGate.name,
    mailboxCapGate.judge({ at: now, mailboxBudget }, policy),
    'Nothing to do: it lifts by itself.',
  );

const domainCap: Judge = ({ now, domainWarmupBudget }, policy) =>
  held(
    warmupDomainCapGate.name,
    warmupDomainCapGate.judge({ at: now, domainWarmupBudget }, policy),
    'Nothing to do: it lifts by itself. More domains would share the load.',
  );

/** What people can do something about comes before what only takes time. */
const judges: readonly Judge[] = [
  retired,
  notWarmedUp,
  paused,
  checking,
  authentication,
  login,
  health,
  waiting,
  mailboxCap,
  domainCap,
];

function held(gate: string, verdict: GateVerdict, lift: string): Hold | null {
  if (verdict.verdict !== 'refuse') return null;
  return {
    gate,
    sentence: verdict.sentence,
    until: verdict.until === 'someone' ? null : verdict.until,
    lift,
  };
}
