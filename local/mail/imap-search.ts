/** SEARCH (RFC 3501 section 6.4.4), with MODSEQ (RFC 7162 section 3.1.5). A Message-ID is looked up in an index. */
import type { StoredMessage } from './folder.ts';
import type { CommandAnswer, CommandCall } from './imap-commands.ts';
import { no, ok } from './imap-answers.ts';
import { parseSearchKeys, type SearchTest } from './imap-search-keys.ts';
import type { Selection } from './imap-selection.ts';
import { textOf } from './imap-values.ts';
import type { MailStore } from './store.ts';

const charsets = ['UTF-8', 'US-ASCII'];
const unknownCharset = no('[BADCHARSET (UTF-8 US-ASCII)] unknown charset');

export function search({ session, args, byUid }: CommandCall): CommandAnswer {
  const selection = session.selected;
  const keys = args.rest();
  const [first, charset] = keys;
  if (first?.kind === 'atom' && first.text.toUpperCase() === 'CHARSET') {
    if (!charset || !charsets.includes(textOf(charset).toUpperCase())) return unknownCharset;
    keys.splice(0, 2);
  }
  const parsed = parseSearchKeys(keys);
  if (parsed.usesModseq) session.usesCondstore = true;
  const found = findMessages(session.services.store, selection, parsed.test, parsed.messageId);
  const numbers = found.map((message) => (byUid ? message.uid : selection.sequenceOf(message)));
  const modseq = parsed.usesModseq && found.length > 0 ? ` (MODSEQ ${highestModseq(found)})` : '';
  session.write(`* SEARCH${numbers.map((number) => ` ${number}`).join('')}${modseq}`);
  return { ...ok(), expungesAllowed: byUid };
}

function findMessages(
  store: MailStore,
  selection: Selection,
  test: SearchTest,
  messageId: string | undefined,
): StoredMessage[] {
  const { messages, lastUid, folder } = selection;
  const scope = { store, lastSequence: messages.length, lastUid };
  if (messageId !== undefined) {
    // A message that has arrived since the client was told of the last one is no part of its view yet.
    const candidates = folder.byMessageId(messageId).filter((message) => message.uid <= lastUid);
    return candidates.filter((message) => test(message, selection.sequenceOf(message), scope));
  }
  return messages.filter((message, index) => !message.expunged && test(message, index + 1, scope));
}

function highestModseq(messages: readonly StoredMessage[]): number {
  return messages.reduce((highest, { modseq }) => Math.max(highest, modseq), 0);
}
