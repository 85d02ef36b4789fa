import { pick, seededRandom } from '../random.ts';
import { german } from './de/index.ts';
import { english } from './en/index.ts';
import { spanish } from './es/index.ts';
import type { LanguageTexts, Plot, PlotName } from './plot.ts';
import { russian } from './ru/index.ts';

export const warmupLanguages = ['en', 'de', 'es', 'ru'] as const;

export type WarmupLanguage = (typeof warmupLanguages)[number];

const textsOf: Readonly<Record<WarmupLanguage, LanguageTexts>> = {
  en: english,
  de: german,
  es: spanish,
  ru: russian,
};

export interface FirstMessageRequest {
  readonly language: WarmupLanguage;
  /** Names the thread: its answers are given the same. */
  readonly seed: string;
  /** First names; an empty one is left out. */
  readonly senderName: string;
  readonly partnerName: string;
}

export interface FirstMessage {
  readonly subject: string;
  readonly text: string;
  readonly plot: PlotName;
}

export interface AnswerRequest extends FirstMessageRequest {
  readonly plot: PlotName;
  /** The answer's depth in its thread: 1 answers the first mail. At most `deepestAnswer`. */
  readonly depth: number;
}

/** Plots end with the fifth answer. */
export const deepestAnswer = 5;

/** Opens a conversation. The same request gives the same mail; no links, nothing to track. */
export function firstMessage(request: FirstMessageRequest): FirstMessage {
  const plot = pick(seededRandom(`plot:${request.seed}`), textsOf[request.language].plots);
  return { subject: subjectOf(plot, request), text: messageText(plot, 0, request), plot: plot.name };
}

/**
 * Answers the mail one less deep in the thread, in the name of `senderName`, and speaks of the same things. Throws a
 * RangeError for a depth that no plot has.
 */
export function answerMessage(request: AnswerRequest): { readonly text: string } {
  return { text: messageText(plotNamed(request.language, request.plot), request.depth, request) };
}

/** The subject of an answer: RFC 5322 section 3.6.5, `Re: ` once. */
export function answerSubject(subject: string): string {
  return /^re:/i.test(subject) ? subject : `Re: ${subject}`;
}

function plotNamed(language: WarmupLanguage, name: PlotName): Plot {
  const plot = textsOf[language].plots.find((one) => one.name === name);
  if (!plot) throw new RangeError(`No plot ${name} in ${language}.`);
  return plot;
}

function subjectOf(plot: Plot, request: FirstMessageRequest): string {
  return sentence(pick(seededRandom(`subject:${request.seed}`), plot.subjects), factsOf(plot, request));
}

function messageText(plot: Plot, depth: number, request: FirstMessageRequest): string {
  const turn = plot.turns[depth];
  if (!turn) throw new RangeError(`No turn ${depth} in a plot: the deepest answer is ${deepestAnswer}.`);
  const { greetings, namelessGreetings, signOffs } = textsOf[request.language];
  const random = seededRandom(`text:${request.seed}:${depth}`);
  const facts = factsOf(plot, request);
  const sentences = turn.map((variants) => sentence(pick(random, variants), facts));
  const partner = oneLine(request.partnerName);
  const greeting = pick(random, partner === '' ? namelessGreetings : greetings);
  const paragraphs = [
    filled(greeting, { partner }),
    sentences.filter((text) => text !== '').join(' '),
    [pick(random, signOffs), oneLine(request.senderName)].filter((line) => line !== '').join('\n'),
  ];
  return paragraphs.join('\n\n');
}

/** The same for both sides of a thread; neither of the two is the colleague whom it is about. */
function factsOf(plot: Plot, request: FirstMessageRequest): Readonly<Record<string, string>> {
  const random = seededRandom(`facts:${request.seed}`);
  const facts: Record<string, string> = {};
  for (const [name, values] of Object.entries(plot.facts)) {
    const others = values.filter((value) => value !== request.senderName && value !== request.partnerName);
    facts[name] = pick(random, others);
  }
  return facts;
}

/** Fills places in one pass, so that a name with braces in it stays a name. */
function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);
}

/** A filled sentence with a capital at its beginning, unless it begins with a number. */
function sentence(text: string, facts: Readonly<Record<string, string>>): string {
  return filled(text, facts).replace(/^[^\p{L}\p{N}]*\p{L}/u, (beginning) => beginning.toUpperCase());
}

/** A name as people would write it below a mail: no line breaks, no control characters, no spaces around. */
function oneLine(name: string): string {
  return name.replace(/\p{Cc}+/gu, ' ').trim();
}
