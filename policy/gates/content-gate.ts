import { listed } from '../sentences.ts';
import { pass, refuse, type Gate } from './gate.ts';

export interface ContentSnapshot {
  readonly content: {
    /** Header fields as they will be composed, the subject included: name and unfolded value. */
    readonly headers: readonly { readonly name: string; readonly value: string }[];
    readonly subject: string;
    readonly text: string;
  };
}

/**
 * RFC 5322 section 2.2: a field name is printable ASCII without the colon; a value has CR and LF only where it is
 * folded, which the composer does. A line break that comes with the value begins a header of somebody's choice.
 */
const fieldName = /^[!-9;-~]+$/;
const lineBreak = /[\r\n\0]/;

/** Nothing leaves with a forged header, without a subject or text, or with a variable that wasn't filled in. */
export const contentGate: Gate<ContentSnapshot> = {
  name: 'content',
  judge: ({ content: { headers, subject, text } }) => {
    const problems: string[] = [];
    if (
      headers.some(({ name, value }) => !fieldName.test(name) || lineBreak.test(value)) ||
      lineBreak.test(subject)
    ) {
      problems.push('a line break in a header');
    }
    if (subject.trim() === '') problems.push('an empty subject');
    if (text.trim() === '') problems.push('an empty text');
    if (/\{\{|\}\}/.test(subject + text)) problems.push('a variable that was not filled in');
    return problems.length === 0 ? pass : refuse('someone', `The message has ${listed(problems)}.`);
  },
};
