import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  answerMessage,
  answerSubject,
  deepestAnswer,
  firstMessage,
  warmupLanguages,
  type WarmupLanguage,
} from '../../../policy/warmup-text/conversation.ts';
import { german } from '../../../policy/warmup-text/de/index.ts';
import { english } from '../../../policy/warmup-text/en/index.ts';
import { spanish } from '../../../policy/warmup-text/es/index.ts';
import { plotNames, type LanguageTexts } from '../../../policy/warmup-text/plot.ts';
import { russian } from '../../../policy/warmup-text/ru/index.ts';

const texts: Record<WarmupLanguage, LanguageTexts> = { en: english, de: german, es: spanish, ru: russian };
const people = { senderName: 'Anna', partnerName: 'Boris' };
const seeds = Array.from({ length: 1_000 }, (_, index) => `thread-${index}`);
const first = (language: WarmupLanguage, seed: string) => firstMessage({ language, seed, ...people });

/** A whole conversation: Anna opens it, Boris answers, and so on in turns. */
function conversation(language: WarmupLanguage, seed: string): string[] {
  const opening = first(language, seed);
  const answers = Array.from({ length: deepestAnswer }, (_, index) => {
    const speakers = index % 2 === 0 ? { senderName: 'Boris', partnerName: 'Anna' } : people;
    return answerMessage({ language, seed, plot: opening.plot, depth: index + 1, ...speakers });
  });
  return [opening.text, ...answers.map(({ text }) => text)];
}

/** Each language's thousand conversations, played once for all tests. */
const played = Object.fromEntries(
  warmupLanguages.map((language) => [language, seeds.map((seed) => conversation(language, seed))]),
) as Record<WarmupLanguage, string[][]>;

/** What a thousand strangers could find out from a text: places left open, links, addresses, markup. */
const traces = /[{}<>@]|https?:|www\.|undefined|null|\s{3}| [,.!?]|[.!?]{2}/;

test.each(warmupLanguages)('%s: a thousand threads open in hundreds of ways', (language) => {
  const openings = seeds.map((seed) => first(language, seed));
  expect(new Set(openings.map(({ text }) => text)).size).toBeGreaterThan(900);
  expect(new Set(openings.map(({ subject }) => subject)).size).toBeGreaterThan(80);
  expect(new Set(openings.map(({ plot }) => plot))).toEqual(new Set(plotNames));
});

test.each(warmupLanguages)('%s: answers differ too, at every depth', (language) => {
  for (let depth = 1; depth <= deepestAnswer; depth++) {
    const answers = played[language].map((texts) => texts[depth]);
    expect(new Set(answers).size).toBeGreaterThan(500);
  }
});

test.each(warmupLanguages)(
  '%s: no text has an open place, a link, an address or a broken sentence',
  (language) => {
    for (const seed of seeds) expect(first(language, seed).subject).not.toMatch(traces);
    expect(played[language].flat().filter((text) => traces.test(text))).toEqual([]);
  },
);

test.each(warmupLanguages)('%s: each mail greets, says something, and signs', (language) => {
  for (const thread of played[language].slice(0, 200)) {
    for (const [depth, text] of thread.entries()) {
      const [sender, partner] = depth % 2 === 0 ? ['Anna', 'Boris'] : ['Boris', 'Anna'];
      const [greeting, body, signature] = text.split('\n\n');
      expect(greeting).toContain(partner);
      expect(body).toMatch(/^[¿¡„«"]*[\p{Lu}\p{N}].*[.!?“»]$/u);
      expect(signature?.split('\n')[1]).toBe(sender);
    }
  }
});

test.each(warmupLanguages)('%s: a thread speaks of the same things throughout', (language) => {
  for (const plot of texts[language].plots) {
    const seed = seeds.find((one) => first(language, one).plot === plot.name)!;
    const said = conversation(language, seed)
      .map((text) => text.split('\n\n')[1])
      .join('\n');
    for (const [name, values] of Object.entries(plot.facts)) {
      const mentioned = values.filter((value) =>
        new RegExp(`(?<![\\p{L}\\d])${value}(?![\\p{L}\\d])`, 'iu').test(said),
      );
      expect(mentioned.length, `${plot.name}: ${name}`).toBeLessThanOrEqual(1);
    }
  }
});

test.each(warmupLanguages)(
  '%s: every plot uses the facts that it has, and has the facts that it uses',
  (language) => {
    for (const plot of texts[language].plots) {
      const sentences = [...plot.subjects, ...plot.turns.flat(2)].join(' ');
      const used = new Set([...sentences.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
      expect(used, plot.name).toEqual(new Set(Object.keys(plot.facts)));
    }
  },
);

test.each(warmupLanguages)(
  '%s: has every plot, so that an answer can be written in any language',
  (language) => {
    expect(texts[language].plots.map(({ name }) => name)).toEqual(plotNames);
  },
);

test('nobody is spoken about to their face', () => {
  const people = { senderName: 'Daniel', partnerName: 'Julia' };
  for (const seed of seeds) {
    const { text, plot } = firstMessage({ language: 'en', seed, ...people });
    const answer = answerMessage({ language: 'en', seed, plot, depth: 3, ...people });
    for (const body of [text, answer.text].map((mail) => mail.split('\n\n')[1])) {
      expect(body).not.toMatch(/Daniel|Julia/);
    }
  }
});

test('the same request gives the same mail', () => {
  fc.assert(
    fc.property(fc.constantFrom(...warmupLanguages), fc.string(), (language, seed) => {
      expect(conversation(language, seed)).toEqual(conversation(language, seed));
    }),
  );
});

test('without names it greets and signs without', () => {
  for (const language of warmupLanguages) {
    const { text } = firstMessage({ language, seed: 's', senderName: '', partnerName: '' });
    expect(text).not.toMatch(traces);
    expect(text.split('\n\n')).toHaveLength(3);
    expect(text).not.toMatch(/\n$/);
  }
});

test('a name stays a name, whatever is in it', () => {
  const { text } = firstMessage({
    language: 'en',
    seed: 's',
    senderName: ' {topic}\r\nBcc: x ',
    partnerName: 'Eve',
  });
  expect(text.split('\n').at(-1)).toBe('{topic} Bcc: x');
});

test('an answer has Re: before the subject, once', () => {
  expect(answerSubject('Lunch')).toBe('Re: Lunch');
  expect(answerSubject('Re: Lunch')).toBe('Re: Lunch');
});

test('a plot has no sixth answer', () => {
  const request = { language: 'en', seed: 's', plot: 'team-lunch', ...people } as const;
  expect(() => answerMessage({ ...request, depth: deepestAnswer + 1 })).toThrow(RangeError);
});
