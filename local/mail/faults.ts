/** Chooses which fault rule, if any, applies to what is happening. The first rule that matches wins, oldest first. */
import { createHash } from 'node:crypto';
import type { MailProtocol } from './mail-event.ts';
import type { FaultAction, FaultMatch, FaultRule, FaultStage } from './fault-rules.ts';
import { canonicalAddress } from './mailbox.ts';
import type { MailStore } from './store.ts';

/** What is known at the moment of the choice. */
export interface FaultFacts {
  protocol?: MailProtocol;
  mailbox?: string | undefined;
  from?: string | undefined;
  to?: string | readonly string[] | undefined;
  command?: string;
  messageId?: string | undefined;
}

export interface ChosenFault<Stage extends FaultStage> {
  id: string;
  action: FaultAction<Stage>;
}

/** Which moment of DATA is meant, for the rules that say so. */
export type DataPoint = 'command' | 'body' | 'message';

export class Faults {
  readonly #store: MailStore;
  /** How often a rule was considered where no message is known yet: it takes the Message-ID's place in the share. */
  readonly #considered = new Map<string, number>();

  constructor(store: MailStore) {
    this.#store = store;
  }

  /** The rule that applies now; one with `times` has one less left afterwards, across restarts too. */
  choose<Stage extends FaultStage>(
    stage: Stage,
    facts: FaultFacts,
    point?: DataPoint,
  ): ChosenFault<Stage> | undefined {
    if (this.#store.state.rules.size === 0) return undefined;
    for (const { rule, left } of this.#store.state.rules.values()) {
      if (rule.stage !== stage || left === 0) continue;
      if (point !== undefined && pointOf(rule) !== point) continue;
      if (!matches(rule.match, facts) || !this.#isInShare(rule, facts)) continue;
      if (left !== undefined) this.#store.transact((transaction) => transaction.countFault(rule.id));
      return { id: rule.id, action: rule.action as FaultAction<Stage> };
    }
    return undefined;
  }

  #isInShare(rule: FaultRule, facts: FaultFacts): boolean {
    if (rule.share === undefined) return true;
    if (facts.messageId !== undefined) return inShare(rule.id, facts.messageId, rule.share);
    const considered = (this.#considered.get(rule.id) ?? 0) + 1;
    this.#considered.set(rule.id, considered);
    return inShare(rule.id, String(considered), rule.share);
  }
}

/** Whether a message falls into a rule's share: always the same answer for the same rule and message. */
export function inShare(ruleId: string, messageId: string, share: number): boolean {
  const digest = createHash('sha256').update(`${ruleId}\n${messageId}`).digest();
  return digest.readUInt32BE(0) / 2 ** 32 < share;
}

function pointOf(rule: FaultRule): DataPoint {
  return rule.stage === 'data' && 'at' in rule.action ? rule.action.at : 'message';
}

function matches(match: FaultMatch, facts: FaultFacts): boolean {
  return (
    (match.protocol === undefined || match.protocol === facts.protocol) &&
    (match.command === undefined || match.command === facts.command) &&
    (match.messageId === undefined || match.messageId === facts.messageId) &&
    matchesAddress(match.mailbox, facts.mailbox) &&
    matchesAddress(match.from, facts.from) &&
    matchesAddress(match.to, facts.to)
  );
}

/** An exact address, or a domain for all of its addresses; of several recipients one is enough. */
function matchesAddress(wanted: string | undefined, found: string | readonly string[] | undefined): boolean {
  if (wanted === undefined) return true;
  const pattern = canonicalAddress(wanted);
  const addresses = typeof found === 'string' ? [found] : (found ?? []);
  return addresses.some((address) => {
    const canonical = canonicalAddress(address);
    return pattern.includes('@') ? canonical === pattern : canonical.endsWith(`@${pattern}`);
  });
}
