import type { RecipientProvider } from '../policy/recipient-provider.ts';

/**
 * What a refusal means for what happens next:
 * `bad-address` the recipient doesn't exist; `mailbox-full` may pass; `deferral` try later;
 * `sender-fault` our domain, address, quota or reputation: never held against the recipient;
 * `policy-unclear` a refusal that doesn't say whose fault it is; `login` our credentials;
 * `service` the server itself is in trouble or closing.
 */
export type AnswerMeaning =
  'bad-address' | 'mailbox-full' | 'deferral' | 'sender-fault' | 'policy-unclear' | 'login' | 'service';

/** One line of the table; every condition that it names must hold. */
export interface AnswerRule {
  meaning: AnswerMeaning;
  /** Whose text it is: the recipient's provider. */
  provider?: RecipientProvider;
  text?: RegExp;
  /** Reply codes, RFC 5321 section 4.2. */
  codes?: readonly number[];
  /** Enhanced codes (RFC 3463); one that ends with a dot stands for all that begin so. */
  enhancedCodes?: readonly string[];
  permanence?: 'permanent' | 'transient';
}

/**
 * The texts of single providers. They come first because the code alone misleads: Yandex says 5.7.1 to an unknown user,
 * Exchange 5.4.1.
 */
const providerTexts: readonly AnswerRule[] = [
  { provider: 'yandex', text: /no such user/i, permanence: 'permanent', meaning: 'bad-address' },
  { provider: 'yandex', text: /suspicion of spam/i, meaning: 'sender-fault' },
  { provider: 'yandex', text: /mailbox size limit exceeded/i, meaning: 'mailbox-full' },
  {
    provider: 'microsoft',
    enhancedCodes: ['5.4.1'],
    text: /recipient address rejected/i,
    meaning: 'bad-address',
  },
  { provider: 'microsoft', text: /RecipientNotFound|RESOLVER\.ADR\.Ex\w*NotFound/, meaning: 'bad-address' },
  { provider: 'microsoft', text: /banned sending ip|spam abuse detected/i, meaning: 'sender-fault' },
  { provider: 'google', text: /is disabled|is inactive/i, permanence: 'permanent', meaning: 'bad-address' },
  { provider: 'google', text: /likely (?:unsolicited|suspicious)/i, meaning: 'sender-fault' },
  { provider: 'google', text: /daily user sending (?:limit|quota) exceeded/i, meaning: 'sender-fault' },
  { provider: 'google', text: /receiving mail at a rate/i, meaning: 'deferral' },
  { provider: 'mailru', text: /user not found|invalid mailbox/i, meaning: 'bad-address' },
  { provider: 'mailru', text: /spam message (?:rejected|discarded)/i, meaning: 'sender-fault' },
];

/** Texts that mean the same wherever they are said (Postfix, Exim, Sendmail, Exchange, blocklists). */
const commonTexts: readonly AnswerRule[] = [
  {
    text: /(?:mailbox|inbox|account|user)\b.{0,40}\b(?:full|out of storage)|over ?quota|quota exceeded/i,
    meaning: 'mailbox-full',
  },
  {
    text: /user (?:unknown|not found|does not exist)|unknown (?:user|recipient|mailbox)|no such (?:user|mailbox|recipient)|unrouteable address|(?:recipient|mailbox|address) (?:not found|does not exist|unknown)/i,
    permanence: 'permanent',
    meaning: 'bad-address',
  },
  {
    text: /blocked using|block ?list|blacklist|spamhaus|listed (?:in|at|on|by) |poor reputation|sender (?:address rejected|verify failed)|not owned by (?:auth )?user|dmarc|\bspf\b|\bdkim\b|reverse dns|\bptr\b/i,
    permanence: 'permanent',
    meaning: 'sender-fault',
  },
  { text: /\bspam\b|unsolicited/i, permanence: 'permanent', meaning: 'sender-fault' },
];

const exactCodes: readonly AnswerRule[] = [
  { enhancedCodes: ['5.1.1', '5.1.2', '5.1.3', '5.1.6', '5.1.10'], meaning: 'bad-address' },
  { enhancedCodes: ['5.2.2', '4.2.2'], meaning: 'mailbox-full' },
  // Exchange: 5.1.8 a blocked outbound sender, 5.1.90 its daily limit; Gmail: 5.4.5 the daily limit.
  { enhancedCodes: ['5.1.7', '5.1.8', '5.1.90', '5.4.5'], meaning: 'sender-fault' },
  // Gmail: 5.7.25 no PTR, 5.7.26 and 5.7.27 not authenticated; Microsoft: 5.7.515 the same, 5.7.5xx to 5.7.7xx banned.
  { enhancedCodes: ['5.7.25', '5.7.26', '5.7.27', '5.7.5', '5.7.515'], meaning: 'sender-fault' },
  { enhancedCodes: ['5.7.501', '5.7.502', '5.7.503', '5.7.508', '5.7.511'], meaning: 'sender-fault' },
  { enhancedCodes: ['5.7.606', '5.7.705', '5.7.708', '5.7.750'], meaning: 'sender-fault' },
  // RFC 4954 section 6; Microsoft: 5.7.30 and 5.7.139 passwords no longer taken.
  { codes: [454, 530, 534, 535], meaning: 'login' },
  { enhancedCodes: ['5.7.8', '5.7.9', '5.7.30', '5.7.139'], meaning: 'login' },
  // A provider that slows us down, though it closes the connection.
  { codes: [421], enhancedCodes: ['4.7.'], meaning: 'deferral' },
  { codes: [421], meaning: 'service' },
  // RFC 5321 section 4.2.4: out of step or not implemented; nothing about the message.
  { codes: [500, 502, 503, 504], meaning: 'service' },
];

const classes: readonly AnswerRule[] = [
  { permanence: 'transient', meaning: 'deferral' },
  // Also 5.7.1, the commonest refusal of all, and the one that says least.
  { permanence: 'permanent', meaning: 'policy-unclear' },
];

/** The whole table in its order: the provider's text first, then the exact code, then the class. First match wins. */
export const answerRules: readonly AnswerRule[] = [
  ...providerTexts,
  ...commonTexts,
  ...exactCodes,
  ...classes,
];
