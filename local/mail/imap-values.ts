/** What the arguments of an IMAP command are made of: atoms, strings and lists (RFC 3501 section 4). */
import type { CommandFragment } from './imap-reader.ts';

export type ImapValue =
  | { kind: 'atom'; text: string }
  /** Text is latin1: one character per byte. */
  | { kind: 'string'; text: string }
  | { kind: 'literal'; bytes: Buffer }
  | { kind: 'list'; items: ImapValue[] };

/** The client wrote something that isn't IMAP; it gets a BAD with this text. */
export class ImapSyntaxError extends Error {}

/** Deeper lists than any client sends; a limit, so that a hostile one can't exhaust the stack. */
const deepestList = 50;

/** A command's tag, for answers to what can't be parsed too; `*` when it has none. */
export function tagOf([line]: readonly CommandFragment[]): string {
  return (typeof line === 'string' && /^[^\s(){%*"\\+]+/.exec(line)?.[0]) || '*';
}

/** Parses a command's fragments into its tag, its name and its arguments. */
export function parseValues(fragments: readonly CommandFragment[]): ImapValue[] {
  const lists: ImapValue[][] = [[]];
  const push = (value: ImapValue) => lists.at(-1)?.push(value);
  for (const fragment of fragments) {
    if (typeof fragment !== 'string') push({ kind: 'literal', bytes: fragment });
    else parseLine(fragment, lists, push);
  }
  const [values] = lists;
  if (!values || lists.length !== 1) throw new ImapSyntaxError('missing )');
  return values;
}

function parseLine(line: string, lists: ImapValue[][], push: (value: ImapValue) => void): void {
  let position = 0;
  while (position < line.length) {
    const character = line[position];
    if (character === ' ') {
      position += 1;
    } else if (character === '(') {
      const items: ImapValue[] = [];
      push({ kind: 'list', items });
      lists.push(items);
      if (lists.length > deepestList) throw new ImapSyntaxError('lists are nested too deep');
      position += 1;
    } else if (character === ')') {
      if (lists.length === 1) throw new ImapSyntaxError('unexpected )');
      lists.pop();
      position += 1;
    } else if (character === '"') {
      const { text, end } = quotedString(line, position);
      push({ kind: 'string', text });
      position = end;
    } else {
      const end = atomEnd(line, position);
      push({ kind: 'atom', text: line.slice(position, end) });
      position = end;
    }
  }
}

function quotedString(line: string, start: number): { text: string; end: number } {
  const match = /"((?:[^"\\]|\\.)*)"/y;
  match.lastIndex = start;
  const found = match.exec(line);
  if (!found) throw new ImapSyntaxError('a quoted string has no end');
  return { text: (found[1] ?? '').replace(/\\(.)/g, '$1'), end: match.lastIndex };
}

/** An atom ends at a space or parenthesis, except inside brackets: BODY[HEADER.FIELDS (SUBJECT)] is one (section 6.4.5). */
function atomEnd(line: string, start: number): number {
  let bracketed = false;
  for (let position = start; position < line.length; position++) {
    const character = line[position];
    if (character === '[') bracketed = true;
    else if (character === ']') bracketed = false;
    else if (!bracketed && (character === ' ' || character === '(' || character === ')')) return position;
  }
  return line.length;
}

/** A value as text, one character per byte; lists are refused. */
export function textOf(value: ImapValue): string {
  switch (value.kind) {
    case 'atom':
    case 'string':
      return value.text;
    case 'literal':
      return value.bytes.toString('latin1');
    case 'list':
      throw new ImapSyntaxError('unexpected list');
  }
}

/** Reads a command's arguments one after the other. Each method throws an ImapSyntaxError when something else stands there. */
export class Arguments {
  readonly #values: readonly ImapValue[];
  #next = 0;

  constructor(values: readonly ImapValue[]) {
    this.#values = values;
  }

  get more(): boolean {
    return this.#next < this.#values.length;
  }

  peek(): ImapValue | undefined {
    return this.#values[this.#next];
  }

  value(): ImapValue {
    const value = this.#values[this.#next++];
    if (!value) throw new ImapSyntaxError('an argument is missing');
    return value;
  }

  /** A string or atom, one character per byte. */
  text(): string {
    return textOf(this.value());
  }

  /** The same as UTF-8, for credentials. */
  utf8(): string {
    return Buffer.from(this.text(), 'latin1').toString('utf8');
  }

  keyword(): string {
    return this.text().toUpperCase();
  }

  list(): ImapValue[] {
    const value = this.value();
    if (value.kind !== 'list') throw new ImapSyntaxError('a list is expected');
    return value.items;
  }

  /** The list that stands here, if one does. */
  optionalList(): ImapValue[] | undefined {
    return this.peek()?.kind === 'list' ? this.list() : undefined;
  }

  rest(): ImapValue[] {
    const values = this.#values.slice(this.#next);
    this.#next = this.#values.length;
    return values;
  }

  end(): void {
    if (this.more) throw new ImapSyntaxError('too many arguments');
  }
}
