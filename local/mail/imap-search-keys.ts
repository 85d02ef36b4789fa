/** The keys of SEARCH, made into one test of a message (RFC 3501 section 6.4.4). */
import type { StoredMessage } from './folder.ts';
import { parseDate } from './imap-format.ts';
import { Arguments, ImapSyntaxError, type ImapValue } from './imap-values.ts';
import { decodeHeaderValue, readableText } from './mime-text.ts';
import { fieldValue } from './mime.ts';
import { inSequenceSet, isSequenceSet, parseSequenceSet } from './sequence-set.ts';
import type { MailStore } from './store.ts';

export interface SearchScope {
  store: MailStore;
  lastSequence: number;
  lastUid: number;
}

export type SearchTest = (message: StoredMessage, sequence: number, scope: SearchScope) => boolean;

export interface ParsedSearch {
  test: SearchTest;
  /** All messages that pass have this Message-ID. */
  messageId: string | undefined;
  usesModseq: boolean;
}

/** Parses keys that must all be true. */
export function parseSearchKeys(keys: readonly ImapValue[]): ParsedSearch {
  const args = new Arguments(keys);
  if (!args.more) throw new ImapSyntaxError('a search key is missing');
  const parsed: ParsedSearch[] = [];
  while (args.more) parsed.push(parseKey(args));
  return {
    test: (message, sequence, scope) => parsed.every(({ test }) => test(message, sequence, scope)),
    messageId: parsed.find(({ messageId }) => messageId !== undefined)?.messageId,
    usesModseq: parsed.some(({ usesModseq }) => usesModseq),
  };
}

const flagKeys: Record<string, string> = {
  ANSWERED: '\\Answered',
  DELETED: '\\Deleted',
  DRAFT: '\\Draft',
  FLAGGED: '\\Flagged',
  SEEN: '\\Seen',
};

function parseKey(args: Arguments): ParsedSearch {
  const group = args.optionalList();
  if (group) return parseSearchKeys(group);
  const key = args.keyword();
  if (isSequenceSet(key)) {
    const set = parseSequenceSet(key);
    return simple((_message, sequence, scope) => inSequenceSet(set, sequence, scope.lastSequence));
  }
  if (key === 'HEADER') return headerKey(args.keyword().toLowerCase(), args.utf8());
  if (key === 'MODSEQ') return { ...modseqKey(args), usesModseq: true };
  if (key === 'NOT') {
    const { test, usesModseq } = parseKey(args);
    return { test: (...call) => !test(...call), messageId: undefined, usesModseq };
  }
  if (key === 'OR') {
    const [one, other] = [parseKey(args), parseKey(args)];
    const usesModseq = one.usesModseq || other.usesModseq;
    return { test: (...call) => one.test(...call) || other.test(...call), messageId: undefined, usesModseq };
  }
  const test = flagTest(key, args) ?? textTest(key, args) ?? dateTest(key, args) ?? numberTest(key, args);
  if (!test) throw new ImapSyntaxError(`unknown search key ${key}`);
  return simple(test);
}

function simple(test: SearchTest): ParsedSearch {
  return { test, messageId: undefined, usesModseq: false };
}

/** A whole Message-ID can be looked up; any other value is searched for within the field. */
function headerKey(name: string, value: string): ParsedSearch {
  const test = fieldTest(name, value);
  const whole = name === 'message-id' && /^<[^<>\s]+>$/.test(value);
  return { test, messageId: whole ? value : undefined, usesModseq: false };
}

function fieldTest(name: string, value: string): SearchTest {
  const wanted = value.toLowerCase();
  if (name === 'message-id') return (message) => message.messageId?.toLowerCase().includes(wanted) ?? false;
  return (message, _sequence, { store }) =>
    store
      .parsed(message)
      .fields.some(
        (field) => field.name === name && decodeHeaderValue(field.value).toLowerCase().includes(wanted),
      );
}

function flagTest(key: string, args: Arguments): SearchTest | undefined {
  const flag = flagKeys[key];
  if (flag !== undefined) return hasFlag(flag);
  const unsetFlag = key.startsWith('UN') ? flagKeys[key.slice(2)] : undefined;
  if (unsetFlag !== undefined) return not(hasFlag(unsetFlag));
  switch (key) {
    case 'ALL':
    case 'OLD':
      return () => true;
    // Nothing is ever \Recent here, which a server may do (RFC 3501 section 2.3.2).
    case 'NEW':
    case 'RECENT':
      return () => false;
    case 'KEYWORD':
      return hasFlag(args.text());
    case 'UNKEYWORD':
      return not(hasFlag(args.text()));
    default:
      return undefined;
  }
}

function textTest(key: string, args: Arguments): SearchTest | undefined {
  switch (key) {
    case 'FROM':
    case 'TO':
    case 'CC':
    case 'BCC':
    case 'SUBJECT':
      return fieldTest(key.toLowerCase(), args.utf8());
    case 'BODY': {
      const wanted = args.utf8().toLowerCase();
      return (message, _sequence, { store }) => bodyText(store, message).includes(wanted);
    }
    case 'TEXT': {
      const wanted = args.utf8().toLowerCase();
      return (message, _sequence, { store }) =>
        headerText(store, message).includes(wanted) || bodyText(store, message).includes(wanted);
    }
    default:
      return undefined;
  }
}

function dateTest(key: string, args: Arguments): SearchTest | undefined {
  const sent = key.startsWith('SENT');
  const relation = sent ? key.slice('SENT'.length) : key;
  if (!['BEFORE', 'ON', 'SINCE'].includes(relation)) return undefined;
  const day = parseDate(args.text());
  if (day === undefined) throw new ImapSyntaxError('a date is expected, such as 1-Feb-2026');
  const nextDay = day + 86_400_000;
  return (message, _sequence, { store }) => {
    const time = sent ? Date.parse(fieldValue(store.parsed(message), 'date') ?? '') : message.internalDate;
    if (relation === 'BEFORE') return time < day;
    return relation === 'SINCE' ? time >= day : time >= day && time < nextDay;
  };
}

function numberTest(key: string, args: Arguments): SearchTest | undefined {
  if (key === 'UID') {
    const set = parseSequenceSet(args.text());
    return (message, _sequence, { lastUid }) => inSequenceSet(set, message.uid, lastUid);
  }
  if (key !== 'LARGER' && key !== 'SMALLER') return undefined;
  const size = Number(args.text());
  return (message) => (key === 'LARGER' ? message.raw.length > size : message.raw.length < size);
}

/** `MODSEQ 620` or `MODSEQ "/flags/\\draft" all 620`: mod-sequences are kept per message, so the entry changes nothing. */
function modseqKey(args: Arguments): ParsedSearch {
  let value = args.text();
  if (!/^\d+$/.test(value)) {
    args.text();
    value = args.text();
  }
  const modseq = Number(value);
  if (!Number.isSafeInteger(modseq)) throw new ImapSyntaxError('a mod-sequence is expected');
  return simple((message) => message.modseq >= modseq);
}

function hasFlag(flag: string): SearchTest {
  const wanted = flag.toLowerCase();
  return (message) => message.flags.some((held) => held.toLowerCase() === wanted);
}

function not(test: SearchTest): SearchTest {
  return (...call) => !test(...call);
}

function bodyText(store: MailStore, message: StoredMessage): string {
  return readableText(store.read(message), store.parsed(message)).toLowerCase();
}

function headerText(store: MailStore, message: StoredMessage): string {
  const lines = store.parsed(message).fields.map(({ name, value }) => `${name}: ${decodeHeaderValue(value)}`);
  return lines.join('\n').toLowerCase();
}
