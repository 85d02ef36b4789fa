import type { RecipientProvider } from '../policy/recipient-provider.ts';
import { answerRules, type AnswerMeaning, type AnswerRule } from './answer-rules.ts';
import { permanenceOf } from './smtp-reply.ts';

/** A refusal, as a server gave it at submission or as a report (RFC 3464) quotes it. */
export interface ServerAnswer {
  /** Reply code; null where a report gives none. */
  code: number | null;
  /** Enhanced code, RFC 3463. */
  enhancedCode: string | null;
  /** May quote addresses: it is looked at here, and goes nowhere else. */
  text: string;
  /** Who runs the recipient's mail. */
  provider: RecipientProvider;
}

export interface AnswerVerdict {
  meaning: AnswerMeaning;
  permanence: 'permanent' | 'transient';
}

/** What a refusal means, by `answerRules`. An answer without any code is taken for a transient one. */
export function classifyAnswer(answer: ServerAnswer): AnswerVerdict {
  const permanence = permanenceOfAnswer(answer);
  const rule = answerRules.find((candidate) => applies(candidate, answer, permanence));
  return { meaning: rule?.meaning ?? 'policy-unclear', permanence };
}

function permanenceOfAnswer({ code, enhancedCode }: ServerAnswer): 'permanent' | 'transient' {
  const byCode = code === null ? null : permanenceOf(code);
  return byCode ?? (enhancedCode?.startsWith('5.') ? 'permanent' : 'transient');
}

function applies(rule: AnswerRule, answer: ServerAnswer, permanence: 'permanent' | 'transient'): boolean {
  if (rule.provider !== undefined && rule.provider !== answer.provider) return false;
  if (rule.permanence !== undefined && rule.permanence !== permanence) return false;
  if (rule.codes && (answer.code === null || !rule.codes.includes(answer.code))) return false;
  if (rule.enhancedCodes && !rule.enhancedCodes.some((code) => covers(code, answer.enhancedCode)))
    return false;
  return rule.text?.test(answer.text) ?? true;
}

function covers(ruleCode: string, enhancedCode: string | null): boolean {
  if (enhancedCode === null) return false;
  return ruleCode.endsWith('.') ? enhancedCode.startsWith(ruleCode) : enhancedCode === ruleCode;
}
