/** STORE (RFC 3501 section 6.4.6), also only where nobody was faster: UNCHANGEDSINCE (RFC 7162 section 3.1.3). */
import type { StoredMessage } from './folder.ts';
import { ok, readOnlyFolder } from './imap-answers.ts';
import type { CommandAnswer, CommandCall } from './imap-commands.ts';
import { systemFlags } from './imap-folder-commands.ts';
import { formatFlags } from './imap-format.ts';
import type { Selection } from './imap-selection.ts';
import { ImapSyntaxError, type ImapValue, textOf } from './imap-values.ts';
import { formatSequenceSet, parseSequenceSet } from './sequence-set.ts';

interface StoreRequest {
  operation: 'set' | 'add' | 'remove';
  silent: boolean;
  flags: string[];
  unchangedSince: number | undefined;
}

/** A keyword is an atom (RFC 3501 section 9, `flag-keyword`). */
export const keywordPattern = /^[^\s(){%*"\\\]\p{Cc}]+$/u;

export function store(call: CommandCall): CommandAnswer {
  const { session, args, byUid } = call;
  const selection = session.selected;
  const set = parseSequenceSet(args.text());
  const request = parseRequest(call);
  if (selection.readOnly) return readOnlyFolder;
  if (request.unchangedSince !== undefined) session.usesCondstore = true;
  const messages = selection.pick(set, byUid);
  const since = request.unchangedSince ?? Infinity;
  const tooLate = messages.filter((message) => message.modseq > since);
  const stored = messages.filter((message) => message.modseq <= since);
  const { mailbox, folder } = selection;
  session.services.store.transact((transaction) => {
    for (const message of stored) {
      transaction.setFlags(mailbox.address, folder, message, newFlags(message.flags, request));
    }
  });
  for (const message of stored) tell(call, selection, message, request.silent);
  // RFC 7162 section 3.1.3: the numbers that failed are UIDs for UID STORE, sequence numbers otherwise.
  const modified = tooLate.map((message) => (byUid ? message.uid : selection.sequenceOf(message)));
  const code = modified.length > 0 ? `[MODIFIED ${formatSequenceSet(modified)}] ` : '';
  return { ...ok(`${code}stored`), expungesAllowed: byUid };
}

/** Flags of a list, system flags in their usual spelling. \Recent is the server's own (RFC 3501 section 2.3.2). */
export function parseFlags(values: readonly ImapValue[]): string[] {
  const flags = values.map((value) => {
    const flag = textOf(value);
    return systemFlags.find((known) => known.toLowerCase() === flag.toLowerCase()) ?? flag;
  });
  const unusable = flags.find((flag) => !systemFlags.includes(flag) && !keywordPattern.test(flag));
  if (unusable !== undefined) throw new ImapSyntaxError(`${unusable} can't be set`);
  return [...new Set(flags)];
}

function parseRequest({ args }: CommandCall): StoreRequest {
  const modifier = args.optionalList();
  let unchangedSince: number | undefined;
  if (modifier) {
    const [name, value] = modifier.map(textOf);
    unchangedSince = Number(value);
    if (name?.toUpperCase() !== 'UNCHANGEDSINCE' || !Number.isSafeInteger(unchangedSince)) {
      throw new ImapSyntaxError('UNCHANGEDSINCE and a mod-sequence are expected');
    }
  }
  const item = /^([+-]?)FLAGS(\.SILENT)?$/.exec(args.keyword());
  if (!item) throw new ImapSyntaxError('FLAGS, +FLAGS or -FLAGS is expected');
  const operation = item[1] === '+' ? 'add' : item[1] === '-' ? 'remove' : 'set';
  const flags = parseFlags(args.optionalList() ?? args.rest());
  return { operation, silent: item[2] !== undefined, flags, unchangedSince };
}

function newFlags(old: readonly string[], { operation, flags }: StoreRequest): readonly string[] {
  const named = new Set(flags.map((flag) => flag.toLowerCase()));
  const others = old.filter((flag) => !named.has(flag.toLowerCase()));
  if (operation === 'set') return flags;
  // Flags are compared without case, and keep the spelling they were first given.
  if (operation === 'add') {
    const held = new Set(old.map((flag) => flag.toLowerCase()));
    return [...old, ...flags.filter((flag) => !held.has(flag.toLowerCase()))];
  }
  return others;
}

/** The new flags, and the mod-sequence for clients that use them, also after .SILENT (RFC 7162 section 3.1.3). */
function tell(
  { session, byUid }: CommandCall,
  selection: Selection,
  message: StoredMessage,
  silent: boolean,
): void {
  selection.flagsTold(message);
  const items: string[] = [];
  if (byUid) items.push(`UID ${message.uid}`);
  if (!silent) items.push(`FLAGS ${formatFlags(message.flags)}`);
  if (session.usesCondstore) items.push(`MODSEQ (${message.modseq})`);
  if (silent && !session.usesCondstore) return;
  session.write(`* ${selection.sequenceOf(message)} FETCH (${items.join(' ')})`);
}
