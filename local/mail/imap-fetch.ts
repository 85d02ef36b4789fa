/** FETCH (RFC 3501 section 6.4.5), with MODSEQ and CHANGEDSINCE (RFC 7162 section 3.1.4). */
import type { StoredMessage } from './folder.ts';
import { ok } from './imap-answers.ts';
import { formatBodyStructure, formatEnvelope } from './imap-body-structure.ts';
import type { CommandAnswer, CommandCall } from './imap-commands.ts';
import { formatDateTime, formatFlags } from './imap-format.ts';
import type { Selection } from './imap-selection.ts';
import { type Arguments, ImapSyntaxError, type ImapValue, textOf } from './imap-values.ts';
import { parseSection, sectionBytes } from './message-section.ts';
import { parseSequenceSet } from './sequence-set.ts';
import type { MailStore } from './store.ts';

interface FetchItem {
  /** Fetching it means that somebody has read the message. */
  setsSeen: boolean;
  /** The item's name and value as they stand in the response. */
  render(store: MailStore, message: StoredMessage): (string | Buffer)[];
}

const macros: Record<string, string[]> = {
  ALL: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE'],
  FAST: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE'],
  FULL: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE', 'BODY'],
};

export async function fetch({ session, args, byUid }: CommandCall): Promise<CommandAnswer> {
  const selection = session.selected;
  const set = parseSequenceSet(args.text());
  const names = itemNames(args.value());
  const changedSince = parseModifier(args);
  if (changedSince !== undefined) names.add('MODSEQ');
  if (byUid) names.add('UID');
  if (names.has('MODSEQ')) session.usesCondstore = true;
  const items = [...names].map(parseItem);
  const messages = selection.pick(set, byUid).filter(({ modseq }) => modseq > (changedSince ?? -1));
  const { store } = session.services;
  if (items.some((item) => item.setsSeen)) markSeen(store, selection, messages);
  for (const message of messages) {
    const pieces: (string | Buffer)[] = [`* ${selection.sequenceOf(message)} FETCH (`];
    items.forEach((item, index) => pieces.push(index > 0 ? ' ' : '', ...item.render(store, message)));
    session.write(...pieces, ')');
    await session.connection.drained();
  }
  return { ...ok(), expungesAllowed: byUid };
}

/** Names of the wanted items in their own spelling: section names are echoed. */
function itemNames(value: ImapValue): Set<string> {
  if (value.kind === 'list') return new Set(value.items.map(normalName));
  const name = normalName(value);
  return new Set(macros[name] ?? [name]);
}

function normalName(value: ImapValue): string {
  const text = textOf(value);
  return text.includes('[') ? text : text.toUpperCase();
}

function parseModifier(args: Arguments): number | undefined {
  const modifier = args.optionalList();
  if (!modifier) return undefined;
  const [name, value] = modifier.map(textOf);
  const modseq = Number(value);
  if (name?.toUpperCase() !== 'CHANGEDSINCE' || !Number.isSafeInteger(modseq)) {
    throw new ImapSyntaxError('CHANGEDSINCE and a mod-sequence are expected');
  }
  return modseq;
}

function parseItem(name: string): FetchItem {
  const section = /^BODY(\.PEEK)?\[(.*)\](?:<(\d+)(?:\.(\d+))?>)?$/is.exec(name);
  if (section) return sectionItem(section[2] ?? '', !section[1], section[3], section[4]);
  switch (name) {
    case 'UID':
      return plain((_store, message) => `UID ${message.uid}`);
    case 'FLAGS':
      return plain((_store, message) => `FLAGS ${formatFlags(message.flags)}`);
    case 'INTERNALDATE':
      return plain((_store, message) => `INTERNALDATE ${formatDateTime(message.internalDate)}`);
    case 'RFC822.SIZE':
      return plain((_store, message) => `RFC822.SIZE ${message.raw.length}`);
    case 'MODSEQ':
      return plain((_store, message) => `MODSEQ (${message.modseq})`);
    case 'ENVELOPE':
      return plain((store, message) => `ENVELOPE ${formatEnvelope(store.parsed(message))}`);
    case 'BODY':
    case 'BODYSTRUCTURE':
      return plain((store, message) => {
        const structure = formatBodyStructure(store.read(message), store.parsed(message), name !== 'BODY');
        return `${name} ${structure}`;
      });
    case 'RFC822':
      return { ...bytesItem(name, ''), setsSeen: true };
    case 'RFC822.HEADER':
      return bytesItem(name, 'HEADER');
    case 'RFC822.TEXT':
      return { ...bytesItem(name, 'TEXT'), setsSeen: true };
    default:
      throw new ImapSyntaxError(`unknown item ${name}`);
  }
}

function plain(render: (store: MailStore, message: StoredMessage) => string): FetchItem {
  return { setsSeen: false, render: (store, message) => [render(store, message)] };
}

function sectionItem(section: string, setsSeen: boolean, from?: string, length?: string): FetchItem {
  const label = `BODY[${section}]${from === undefined ? '' : `<${from}>`}`;
  const start = Number(from ?? 0);
  const end = length === undefined ? undefined : start + Number(length);
  return { ...bytesItem(label, section, start, end), setsSeen };
}

function bytesItem(label: string, sectionText: string, start = 0, end?: number): FetchItem {
  const section = parseSection(sectionText);
  return {
    setsSeen: false,
    render: (store, message) => {
      const bytes = sectionBytes(store.read(message), store.parsed(message), section)?.subarray(start, end);
      return bytes ? [`${label} {${bytes.length}}\r\n`, bytes] : [`${label} NIL`];
    },
  };
}

function markSeen(store: MailStore, selection: Selection, messages: readonly StoredMessage[]): void {
  const unseen = messages.filter((message) => !message.flags.includes('\\Seen'));
  if (selection.readOnly || unseen.length === 0) return;
  store.transact((transaction) => {
    for (const message of unseen) {
      const flags = [...message.flags, '\\Seen'];
      transaction.setFlags(selection.mailbox.address, selection.folder, message, flags);
    }
  });
}
