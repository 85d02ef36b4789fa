/**
 * A conversation between two colleagues that can be played again and again, never quite the same.
 *
 * Sentences hold `{fact}` places. A fact is drawn once for a thread, so that the answer speaks of the same day as the
 * question. Texts carry no links, no attachments, no gender of either person (past tense and adjectives of Russian and
 * Spanish would show one), and nothing that anybody would have to act upon.
 */
export interface Plot {
  /** Stored with each send, the same in all languages: never renamed. */
  readonly name: PlotName;
  readonly subjects: readonly string[];
  /** Two facts that may not be equal have no value in common. */
  readonly facts: Readonly<Record<string, readonly string[]>>;
  /** The first mail, then one for each depth of the thread; each answers what the one before says in all its variants. */
  readonly turns: readonly [Turn, Turn, Turn, Turn, Turn, Turn];
}

/** The sentences of one mail in order, each with its variants; an empty variant leaves the sentence out. */
export type Turn = readonly (readonly string[])[];

export const plotNames = [
  'meeting-time',
  'draft-review',
  'business-trip',
  'invoice-question',
  'team-lunch',
  'office-supplies',
] as const;

export type PlotName = (typeof plotNames)[number];

/** What a language brings: how its people greet and sign, and its plots. */
export interface LanguageTexts {
  /** With the place `{partner}`, and for people whose first name isn't known. */
  readonly greetings: readonly string[];
  readonly namelessGreetings: readonly string[];
  /** Put before the first name of the sender. */
  readonly signOffs: readonly string[];
  readonly plots: readonly Plot[];
}
