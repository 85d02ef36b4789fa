import { describe, expect, test } from 'vitest';
import { formatBodyStructure, formatEnvelope } from '../../../local/mail/imap-body-structure.ts';
import { parseSection, sectionBytes } from '../../../local/mail/message-section.ts';
import { parseAddresses } from '../../../local/mail/mime-addresses.ts';
import { decodeHeaderValue, readableText } from '../../../local/mail/mime-text.ts';
import { fieldValue, messageIdOf, parseMime } from '../../../local/mail/mime.ts';

const bytes = (...lines: string[]) => Buffer.from(lines.join('\r\n'));

/** A report with a message inside, and a multipart inside that. */
const nested = bytes(
  'Subject: Report',
  'Content-Type: multipart/mixed; boundary=a',
  '',
  'Preamble that is no part',
  '--a',
  'Content-Type: text/plain',
  '',
  'First',
  '--a',
  'Content-Type: message/rfc822',
  '',
  'Subject: Inner',
  'From: anna@one.test',
  'Content-Type: multipart/alternative; boundary=ab',
  '',
  '--ab',
  'Content-Type: text/plain',
  '',
  'Plain',
  '--ab',
  'Content-Type: text/html',
  '',
  '<b>Html</b>',
  '--ab--',
  '--a--',
  'Epilogue',
);

const section = (raw: Buffer, name: string) =>
  sectionBytes(raw, parseMime(raw), parseSection(name))?.toString();

describe('the structure of a message', () => {
  test('is found through nested multiparts and enclosed messages, though one boundary begins like another', () => {
    const message = parseMime(nested);
    expect(message.parts.map(({ type, subtype }) => `${type}/${subtype}`)).toEqual([
      'text/plain',
      'message/rfc822',
    ]);
    const inner = message.parts[1]?.message;
    expect(inner?.parts.map(({ subtype }) => subtype)).toEqual(['plain', 'html']);
  });

  test.each([
    ['1', 'First'],
    [
      '2.HEADER',
      'Subject: Inner\r\nFrom: anna@one.test\r\nContent-Type: multipart/alternative; boundary=ab\r\n\r\n',
    ],
    ['2.HEADER.FIELDS (SUBJECT)', 'Subject: Inner\r\n\r\n'],
    ['2.1', 'Plain'],
    ['2.2.MIME', 'Content-Type: text/html\r\n\r\n'],
    ['2.2', '<b>Html</b>'],
    ['HEADER.FIELDS.NOT (Content-Type)', 'Subject: Report\r\n\r\n'],
    ['HEADER.FIELDS (X-None)', '\r\n'],
  ])('gives section [%s]', (name, text) => {
    expect(section(nested, name)).toBe(text);
  });

  test.each(['3', '1.2', '1.HEADER', '2.3'])('has no section [%s]', (name) => {
    expect(section(nested, name)).toBeUndefined();
  });

  test('of a message with one part has that part as 1', () => {
    const raw = bytes('Subject: One', '', 'Body', '');
    expect(section(raw, '1')).toBe('Body\r\n');
    expect(section(raw, 'TEXT')).toBe('Body\r\n');
    expect(section(raw, '')).toBe(raw.toString());
  });

  test('survives messages that break off', () => {
    expect(parseMime(Buffer.alloc(0))).toMatchObject({ fields: [], bodyStart: 0, end: 0 });
    expect(fieldValue(parseMime(bytes('Subject: no body')), 'subject')).toBe('no body');
    const open = bytes(
      'Content-Type: multipart/mixed; boundary=x',
      '',
      '--x',
      'Content-Type: text/plain',
      '',
      'never closed',
    );
    expect(section(open, '1')).toBe('never closed');
    expect(formatBodyStructure(open, parseMime(open), true)).toContain('"MIXED"');
  });

  test('stops at a depth that no real message has', () => {
    const deep = Array.from(
      { length: 500 },
      (_, level) => `Content-Type: message/rfc822\r\nX-Level: ${level}\r\n\r\n`,
    );
    const raw = Buffer.from(deep.join(''));
    expect(formatBodyStructure(raw, parseMime(raw), false)).toContain('"RFC822"');
  });

  test('is written as IMAP wants it', () => {
    const raw = bytes(
      'Content-Type: text/plain; charset="utf-8"; name="a \\"b\\".txt"',
      'Content-Disposition: attachment; filename=a.txt',
      'Content-ID: <part@one.test>',
      '',
      'One',
      'Two',
      '',
    );
    expect(formatBodyStructure(raw, parseMime(raw), true)).toBe(
      '("TEXT" "PLAIN" ("CHARSET" "utf-8" "NAME" "a \\"b\\".txt") "<part@one.test>" NIL "7BIT" 10 2' +
        ' NIL ("ATTACHMENT" ("FILENAME" "a.txt")) NIL NIL)',
    );
  });

  test('takes the Message-ID from a folded header', () => {
    expect(
      messageIdOf(bytes('Subject: x', 'Message-ID:', ' <folded@one.test>', '', 'Message-ID: <no>')),
    ).toBe('<folded@one.test>');
    expect(messageIdOf(bytes('Subject: x', '', 'Text'))).toBeUndefined();
  });
});

describe('addresses', () => {
  test.each([
    ['anna@one.test', [[undefined, 'anna', 'one.test']]],
    [
      '"Doe, Jane \\"JD\\"" <jane@one.test>, Boris <boris@two.test>',
      [
        ['Doe, Jane "JD"', 'jane', 'one.test'],
        ['Boris', 'boris', 'two.test'],
      ],
    ],
    ['anna@one.test (on holiday, until Monday)', [[undefined, 'anna', 'one.test']]],
    [
      'Team: anna@one.test, boris@two.test;',
      [
        [undefined, 'Team', undefined],
        [undefined, 'anna', 'one.test'],
        [undefined, 'boris', 'two.test'],
        [undefined, undefined, undefined],
      ],
    ],
    [
      'undisclosed-recipients:;',
      [
        [undefined, 'undisclosed-recipients', undefined],
        [undefined, undefined, undefined],
      ],
    ],
    ['', []],
  ])('of %j', (value, addresses) => {
    expect(parseAddresses(value).map(({ name, local, domain }) => [name, local, domain])).toEqual(addresses);
  });

  test('of the sender stand in for those that are missing', () => {
    const envelope = formatEnvelope(parseMime(bytes('From: anna@one.test', 'Reply-To:', '', '')));
    const anna = '((NIL NIL "anna" "one.test"))';
    expect(envelope).toBe(`(NIL NIL ${anna} ${anna} ${anna} NIL NIL NIL NIL NIL)`);
  });
});

describe('text for people', () => {
  test.each([
    ['=?utf-8?Q?Gr=C3=BC=C3=9Fe_an?= Anna', 'Grüße an Anna'],
    ['=?utf-8?B?0J/RgNC4?= =?utf-8?B?0LLQtdGC?=', 'Привет'],
    ['=?koi8-r?B?8NLJ18XU?=', 'Привет'],
    ['=?no-such-charset?Q?abc?=', 'abc'],
    ['plain', 'plain'],
  ])('of the header value %j', (value, text) => {
    expect(decodeHeaderValue(value)).toBe(text);
  });

  test('comes from all text parts, decoded', () => {
    const raw = bytes(
      'Content-Type: multipart/alternative; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      'Soft=',
      'break =C3=A4',
      '--b',
      'Content-Type: text/html; charset=windows-1251',
      'Content-Transfer-Encoding: base64',
      '',
      'z/Do4uXy',
      '--b',
      'Content-Type: image/png',
      'Content-Transfer-Encoding: base64',
      '',
      'c2VjcmV0',
      '--b--',
    );
    expect(readableText(raw, parseMime(raw))).toBe('Softbreak ä\nПривет');
  });
});
