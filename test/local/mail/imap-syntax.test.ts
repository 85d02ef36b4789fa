import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CommandReader } from '../../../local/mail/imap-reader.ts';
import { formatDateTime, parseDate, parseDateTime } from '../../../local/mail/imap-format.ts';
import { ImapSyntaxError, parseValues } from '../../../local/mail/imap-values.ts';
import { decodeFolderName, encodeFolderName } from '../../../local/mail/modified-utf7.ts';
import { formatSequenceSet, inSequenceSet, parseSequenceSet } from '../../../local/mail/sequence-set.ts';

describe('the bytes of a connection', () => {
  const stream = Buffer.from('a LOGIN {5}\r\nanna! "x y"\r\nb APPEND INBOX {3+}\r\n\r\n.\r\nc NOOP\n');
  const commands = [
    ['a LOGIN ', Buffer.from('anna!'), ' "x y"'],
    ['b APPEND INBOX ', Buffer.from('\r\n.'), ''],
    ['c NOOP'],
  ];

  test('become the same commands, however they are cut', () => {
    const cuts = fc.array(fc.nat(stream.length), { maxLength: 8 });
    fc.assert(
      fc.property(cuts, (positions) => {
        const reader = new CommandReader();
        const found: unknown[] = [];
        const edges = [0, ...positions.sort((a, b) => a - b), stream.length];
        edges.slice(1).forEach((end, index) => {
          reader.push(stream.subarray(edges[index], end));
          for (let read = reader.nextCommand(); read; read = reader.nextCommand()) {
            if (read.kind === 'command') found.push(read.fragments);
          }
        });
        expect(found).toEqual(commands);
      }),
    );
  });

  test('ask for the literal that a client holds back', () => {
    const reader = new CommandReader();
    reader.push(Buffer.from('a LOGIN {5}\r\n'));
    expect(reader.nextCommand()).toEqual({ kind: 'continue' });
    expect(reader.nextCommand()).toBeUndefined();
  });

  test('may not be endless', () => {
    const line = new CommandReader();
    line.push(Buffer.alloc(100_000, 'x'));
    expect(line.nextCommand()).toEqual({ kind: 'too-long' });
    const literal = new CommandReader();
    literal.push(Buffer.from('a APPEND INBOX {99999999999}\r\n'));
    expect(literal.nextCommand()).toEqual({ kind: 'too-long' });
  });
});

describe('the values of a command', () => {
  const atom = (text: string) => ({ kind: 'atom', text });

  test('are atoms, strings, literals and lists', () => {
    expect(parseValues(['a X (\\Seen "q\\"\\\\" (', Buffer.from('l'), ')) end'])).toEqual([
      atom('a'),
      atom('X'),
      {
        kind: 'list',
        items: [
          atom('\\Seen'),
          { kind: 'string', text: 'q"\\' },
          { kind: 'list', items: [{ kind: 'literal', bytes: Buffer.from('l') }] },
        ],
      },
      atom('end'),
    ]);
  });

  test('keep a section with its brackets together', () => {
    const [item] = parseValues(['BODY.PEEK[HEADER.FIELDS (SUBJECT X-A)]<0.10>']);
    expect(item).toEqual(atom('BODY.PEEK[HEADER.FIELDS (SUBJECT X-A)]<0.10>'));
  });

  test.each(['a (b', 'a b)', 'a "b', `a ${'('.repeat(100)}`])('are refused in %j', (line) => {
    expect(() => parseValues([line])).toThrow(ImapSyntaxError);
  });
});

describe('a sequence set', () => {
  test.each([
    ['1', 5, [1]],
    ['2:4', 5, [2, 3, 4]],
    ['4:2', 5, [2, 3, 4]],
    ['1,3:*', 5, [1, 3, 4, 5]],
    ['*', 5, [5]],
    ['9:*', 5, [5]],
    ['1:3,2:4', 5, [1, 2, 3, 4]],
  ])('%s of %i messages', (text, last, expected) => {
    const set = parseSequenceSet(text);
    const numbers = Array.from({ length: last }, (_, index) => index + 1);
    expect(numbers.filter((number) => inSequenceSet(set, number, last))).toEqual(expected);
  });

  test.each(['', '0', '1:', 'a', '1,,2', '99999999999'])('is not %j', (text) => {
    expect(() => parseSequenceSet(text)).toThrow(ImapSyntaxError);
  });

  test('is written in the order of its numbers', () => {
    expect(formatSequenceSet([3, 4, 5, 9, 2, 3])).toBe('3:5,9,2:3');
  });
});

describe('folder names', () => {
  test.each([
    ['Entwürfe', 'Entw&APw-rfe'],
    ['Отправленные', '&BB4EQgQ,BEAEMAQyBDsENQQ9BD0ESwQ1-'],
    ['R&D', 'R&-D'],
  ])('%s travels as %s', (name, wire) => {
    expect(encodeFolderName(name)).toBe(wire);
    expect(decodeFolderName(wire)).toBe(name);
  });

  test('come back as they went, whatever their script', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        expect(decodeFolderName(encodeFolderName(name))).toBe(name);
      }),
    );
  });
});

describe('dates', () => {
  test('travel with their zone', () => {
    const time = Date.UTC(2026, 0, 2, 3, 4, 5);
    expect(formatDateTime(time)).toBe('" 2-Jan-2026 03:04:05 +0000"');
    expect(parseDateTime(' 2-Jan-2026 03:04:05 +0000')).toBe(time);
    expect(parseDateTime('02-Jan-2026 06:04:05 +0300')).toBe(time);
    expect(parseDateTime('32-Jan-2026 06:04:05 +0300')).toBeUndefined();
    expect(parseDateTime('yesterday')).toBeUndefined();
    expect(parseDate('2-Jan-2026')).toBe(Date.UTC(2026, 0, 2));
    expect(parseDate('2026-01-02')).toBeUndefined();
  });
});
