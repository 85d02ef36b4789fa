/** Sets of message numbers such as `1:4,7,9:*` (RFC 3501 section 9, `sequence-set`). */
import { ImapSyntaxError } from './imap-values.ts';

/** Ranges, both ends included; Infinity stands for `*`, the last message. */
export type SequenceSet = readonly { from: number; to: number }[];

export function parseSequenceSet(text: string): SequenceSet {
  return text.split(',').map((part) => {
    const range = /^(\d{1,10}|\*)(?::(\d{1,10}|\*))?$/.exec(part);
    if (!range) throw new ImapSyntaxError('that is not a sequence set');
    const from = number(range[1]);
    return { from, to: range[2] === undefined ? from : number(range[2]) };
  });
}

export function isSequenceSet(text: string): boolean {
  return /^[\d*][\d*:,]*$/.test(text);
}

/**
 * The set as rising ranges that don't overlap. `last` is the highest number in use: it takes the place of `*`, and so `9:*` of
 * a mailbox with 5 messages holds the fifth (RFC 3501 section 6.4.8).
 */
export function resolveSequenceSet(set: SequenceSet, last: number): { from: number; to: number }[] {
  const ranges = set
    .map(({ from, to }) => ({ a: from === Infinity ? last : from, b: to === Infinity ? last : to }))
    .map(({ a, b }) => ({ from: Math.min(a, b), to: Math.max(a, b) }))
    .sort((one, other) => one.from - other.from);
  const merged: { from: number; to: number }[] = [];
  for (const range of ranges) {
    const previous = merged.at(-1);
    if (previous && range.from <= previous.to + 1) previous.to = Math.max(previous.to, range.to);
    else merged.push(range);
  }
  return merged;
}

export function inSequenceSet(set: SequenceSet, value: number, last: number): boolean {
  return resolveSequenceSet(set, last).some(({ from, to }) => value >= from && value <= to);
}

/**
 * Numbers in their order as ranges: `3:5,9`. Only rising runs are joined, since COPYUID (RFC 4315 section 3) pairs the two
 * sets by position.
 */
export function formatSequenceSet(values: readonly number[]): string {
  const ranges: { from: number; to: number }[] = [];
  for (const value of values) {
    const last = ranges.at(-1);
    if (last && value === last.to + 1) last.to = value;
    else ranges.push({ from: value, to: value });
  }
  return ranges.map(({ from, to }) => (from === to ? `${from}` : `${from}:${to}`)).join(',');
}

function number(text: string | undefined): number {
  if (text === '*') return Infinity;
  const value = Number(text);
  if (value < 1 || value > 0xffffffff) throw new ImapSyntaxError('message numbers go from 1 to 4294967295');
  return value;
}
