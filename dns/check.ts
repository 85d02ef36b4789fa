/**
 * What a look at one record found. `unknown` is a resolver's hiccup and changes nothing; a verdict needs an answer of
 * the DNS.
 */
export interface RecordCheck {
  state: 'pass' | 'fail' | 'unknown';
  /** For people: what is so, and what to do about it. */
  sentence: string;
  /** What the verdict rests on, to be stored with it. */
  evidence: Record<string, unknown>;
}

export function passed(sentence: string, evidence: Record<string, unknown> = {}): RecordCheck {
  return { state: 'pass', sentence, evidence };
}

export function failed(sentence: string, evidence: Record<string, unknown> = {}): RecordCheck {
  return { state: 'fail', sentence, evidence };
}

export function unknown(name: string, cause: string): RecordCheck {
  return {
    state: 'unknown',
    sentence: `The DNS gave no answer for ${name} (${cause}); nothing follows from that.`,
    evidence: { name, cause },
  };
}
