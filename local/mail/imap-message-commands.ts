/** Commands about messages (RFC 3501 section 6.4), APPEND, UIDPLUS (RFC 4315), MOVE (RFC 6851), conditional STORE (RFC 7162). */
import type { Folder, StoredMessage } from './folder.ts';
import { no, ok, readOnlyFolder } from './imap-answers.ts';
import type { CommandAnswer, CommandCall, ImapCommand } from './imap-commands.ts';
import { existingFolder } from './imap-folder-commands.ts';
import { fetch } from './imap-fetch.ts';
import { parseDateTime } from './imap-format.ts';
import { search } from './imap-search.ts';
import { parseFlags, store } from './imap-store.ts';
import { ImapSyntaxError } from './imap-values.ts';
import type { Mailbox } from './mailbox.ts';
import { formatSequenceSet, parseSequenceSet } from './sequence-set.ts';

export const messageCommands: Record<string, ImapCommand> = {
  FETCH: { state: 'selected', byUid: true, run: fetch },
  STORE: { state: 'selected', byUid: true, run: store },
  SEARCH: { state: 'selected', byUid: true, run: search },
  COPY: { state: 'selected', byUid: true, run: (call) => transfer(call, 'copied') },
  MOVE: { state: 'selected', byUid: true, run: (call) => transfer(call, 'moved') },
  APPEND: { state: 'authenticated', run: append },
  EXPUNGE: { state: 'selected', byUid: true, run: expunge },
  CHECK: { state: 'selected', run: () => ok() },
  CLOSE: {
    state: 'selected',
    run: (call) => {
      if (!call.session.selected.readOnly) expungeDeleted(call);
      call.session.unselect();
      return ok();
    },
  },
  UNSELECT: {
    state: 'selected',
    run: ({ session }) => {
      session.unselect();
      return ok();
    },
  },
};

/** UID EXPUNGE takes only the messages of its set (RFC 4315 section 2.1). */
function expunge(call: CommandCall): CommandAnswer {
  if (call.session.selected.readOnly) return readOnlyFolder;
  expungeDeleted(call);
  return ok();
}

function expungeDeleted(call: CommandCall): void {
  const selection = call.session.selected;
  const { mailbox, folder } = selection;
  const among = call.byUid ? selection.pick(parseSequenceSet(call.args.text()), true) : selection.messages;
  const deleted = among.filter((message) => !message.expunged && message.flags.includes('\\Deleted'));
  if (deleted.length === 0) return;
  const uids = deleted.map((message) => message.uid);
  call.session.services.store.transact((transaction) => {
    transaction.expunge(mailbox.address, folder, uids);
    transaction.log({ event: 'expunged', mailbox: mailbox.address, folder: folder.path, uids });
  });
}

/** COPY and MOVE. The new UIDs are told in COPYUID, for MOVE before the EXPUNGE responses (RFC 6851 section 4.3). */
function transfer(call: CommandCall, event: 'copied' | 'moved'): CommandAnswer {
  const { session, args, byUid } = call;
  const { mailbox, folder, readOnly } = session.selected;
  const messages = session.selected.pick(parseSequenceSet(args.text()), byUid);
  const target = existingFolder(session, args).folder;
  if (!target) return no('[TRYCREATE] there is no such folder');
  if (event === 'moved' && readOnly) return readOnlyFolder;
  if (messages.length === 0) return ok('nothing to do');
  const newUids = copyMessages(call, event, { mailbox, folder, messages, target });
  const uids = formatSequenceSet(messages.map((message) => message.uid));
  const code = `[COPYUID ${target.uidValidity} ${uids} ${formatSequenceSet(newUids)}]`;
  if (event === 'copied') return ok(`${code} copied`);
  session.write(`* OK ${code} moved`);
  return ok('moved');
}

interface Transfer {
  mailbox: Mailbox;
  folder: Folder;
  messages: readonly StoredMessage[];
  target: Folder;
}

function copyMessages(
  { session }: CommandCall,
  event: 'copied' | 'moved',
  { mailbox, folder, messages, target }: Transfer,
): number[] {
  return session.services.store.transact((transaction) => {
    const newUids = messages.map((message) => transaction.addMessage(mailbox.address, target, message));
    if (event === 'moved') {
      const uids = messages.map((message) => message.uid);
      transaction.expunge(mailbox.address, folder, uids);
    }
    transaction.log({
      event,
      mailbox: mailbox.address,
      from: folder.path,
      to: target.path,
      messages: messages.map(({ uid, messageId }, index) => ({
        uid,
        newUid: newUids[index] ?? 0,
        messageId,
      })),
    });
    return newUids;
  });
}

/** APPEND, answered with APPENDUID (RFC 4315 section 3). */
function append({ session, args }: CommandCall): CommandAnswer {
  const { mailbox, folder } = existingFolder(session, args);
  const flags = parseFlags(args.optionalList() ?? []);
  const date = args.peek()?.kind === 'string' ? parseDateTime(args.text()) : Date.now();
  if (date === undefined) throw new ImapSyntaxError('that is not a date-time');
  const literal = args.value();
  if (literal.kind !== 'literal') throw new ImapSyntaxError('the message must be a literal');
  args.end();
  if (!folder) return no('[TRYCREATE] there is no such folder');
  const uid = session.services.store.transact((transaction) => {
    const kept = transaction.keepRaw(literal.bytes);
    const newUid = transaction.addMessage(mailbox.address, folder, { ...kept, flags, internalDate: date });
    const { messageId } = kept;
    transaction.log({
      event: 'appended',
      mailbox: mailbox.address,
      folder: folder.path,
      uid: newUid,
      messageId,
    });
    return newUid;
  });
  return ok(`[APPENDUID ${folder.uidValidity} ${uid}] appended`);
}
