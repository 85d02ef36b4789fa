/** Commands about folders (RFC 3501 section 6.3), special use (RFC 6154) and mod-sequences (RFC 7162 section 3.1). */
import type { SpecialUse } from './changes.ts';
import type { Folder } from './folder.ts';
import { no, noSuchFolder, ok } from './imap-answers.ts';
import type { CommandAnswer, CommandCall, ImapCommand } from './imap-commands.ts';
import { formatFlags, formatString } from './imap-format.ts';
import type { ImapSession } from './imap-session.ts';
import { type Arguments, ImapSyntaxError, textOf } from './imap-values.ts';
import { canonicalPath, folderNamePattern, type Mailbox } from './mailbox.ts';
import { decodeFolderName, encodeFolderName } from './modified-utf7.ts';

/** The flags of RFC 3501 section 2.3.2; clients may add keywords of their own. */
export const systemFlags = ['\\Answered', '\\Flagged', '\\Deleted', '\\Seen', '\\Draft'];

const specialUses: readonly SpecialUse[] = [
  '\\Sent',
  '\\Drafts',
  '\\Junk',
  '\\Trash',
  '\\Archive',
  '\\All',
  '\\Flagged',
];

export const folderCommands: Record<string, ImapCommand> = {
  SELECT: { state: 'authenticated', run: (call) => select(call, false) },
  EXAMINE: { state: 'authenticated', run: (call) => select(call, true) },
  LIST: { state: 'authenticated', run: list },
  LSUB: { state: 'authenticated', run: list },
  STATUS: { state: 'authenticated', run: status },
  CREATE: { state: 'authenticated', run: create },
  DELETE: { state: 'authenticated', run: remove },
  RENAME: { state: 'authenticated', run: rename },
  SUBSCRIBE: { state: 'authenticated', run: (call) => subscribe(call, true) },
  UNSUBSCRIBE: { state: 'authenticated', run: (call) => subscribe(call, false) },
};

/** A folder name as it stands in the arguments, decoded. */
export function folderName(args: Arguments): string {
  return canonicalPath(decodeFolderName(args.text()));
}

/** The mailbox that is logged in, and its folder of the name that stands next, if there is one. */
export function existingFolder(
  { owner }: ImapSession,
  args: Arguments,
): { mailbox: Mailbox; folder: Folder | undefined } {
  return { mailbox: owner, folder: owner.folder(folderName(args)) };
}

function select({ session, args }: CommandCall, readOnly: boolean): CommandAnswer {
  // A failed SELECT leaves no folder selected (RFC 3501 section 6.3.1).
  session.unselect();
  const { mailbox, folder } = existingFolder(session, args);
  if (!folder) return noSuchFolder;
  if (args.optionalList()?.some((option) => textOf(option).toUpperCase() === 'CONDSTORE')) {
    session.usesCondstore = true;
  }
  session.select(mailbox, folder, readOnly);
  const flags = [...new Set([...systemFlags, ...folder.messages.flatMap((message) => message.flags)])];
  const firstUnseen = folder.messages.findIndex((message) => !message.flags.includes('\\Seen'));
  session.write(`* FLAGS ${formatFlags(flags)}`);
  session.write(
    `* OK [PERMANENTFLAGS ${formatFlags(readOnly ? [] : [...flags, '\\*'])}] flags that are kept`,
  );
  session.write(`* ${folder.messages.length} EXISTS`);
  session.write('* 0 RECENT');
  if (firstUnseen >= 0) session.write(`* OK [UNSEEN ${firstUnseen + 1}] first unseen`);
  session.write(`* OK [UIDVALIDITY ${folder.uidValidity}] UIDs valid`);
  session.write(`* OK [UIDNEXT ${folder.uidNext}] next UID`);
  session.write(`* OK [HIGHESTMODSEQ ${folder.highestModseq}] mod-sequence`);
  return ok(readOnly ? '[READ-ONLY] opened' : '[READ-WRITE] opened');
}

function list({ session, args, name }: CommandCall): CommandAnswer {
  const selection = args.optionalList()?.map((option) => textOf(option).toUpperCase()) ?? [];
  const reference = args.text();
  const pattern = args.text();
  const mailbox = session.owner;
  if (pattern === '') {
    session.write(`* ${name} (\\Noselect) "/" ""`);
    return ok();
  }
  const matcher = patternMatcher(reference + pattern);
  for (const folder of mailbox.folders.values()) {
    const encoded = encodeFolderName(folder.path);
    if (!matcher.test(encoded)) continue;
    if (name === 'LSUB' && !folder.subscribed) continue;
    if (selection.includes('SPECIAL-USE') && !folder.specialUse) continue;
    const children = mailbox.hasChildren(folder.path) ? '\\HasChildren' : '\\HasNoChildren';
    const attributes = folder.specialUse ? [children, folder.specialUse] : [children];
    session.write(`* ${name} ${formatFlags(attributes)} "/" ${formatString(encoded)}`);
  }
  return ok();
}

/** `*` stands for anything, `%` for anything within one level (RFC 3501 section 6.3.8). */
function patternMatcher(pattern: string): RegExp {
  const source = pattern.replace(/[\\^$.|?+()[\]{}*%]/g, (character) => {
    if (character === '*') return '.*';
    return character === '%' ? '[^/]*' : `\\${character}`;
  });
  return new RegExp(`^${source}$`, /^inbox/i.test(pattern) ? 'i' : '');
}

function status({ session, args }: CommandCall): CommandAnswer {
  const { folder } = existingFolder(session, args);
  const wanted = args.list().map((item) => textOf(item).toUpperCase());
  if (!folder) return noSuchFolder;
  if (wanted.includes('HIGHESTMODSEQ')) session.usesCondstore = true;
  const values = wanted.map((item) => `${item} ${statusValue(folder, item)}`);
  session.write(`* STATUS ${formatString(encodeFolderName(folder.path))} (${values.join(' ')})`);
  return ok();
}

function statusValue(folder: Folder, item: string): number {
  switch (item) {
    case 'MESSAGES':
      return folder.messages.length;
    case 'RECENT':
      return 0;
    case 'UIDNEXT':
      return folder.uidNext;
    case 'UIDVALIDITY':
      return folder.uidValidity;
    case 'UNSEEN':
      return folder.messages.filter((message) => !message.flags.includes('\\Seen')).length;
    case 'HIGHESTMODSEQ':
      return folder.highestModseq;
    default:
      throw new ImapSyntaxError(`unknown status item ${item}`);
  }
}

/** CREATE, with the special use that the client asks for (RFC 6154 section 3), and with the folders above it. */
function create({ session, args }: CommandCall): CommandAnswer {
  const mailbox = session.owner;
  const path = folderName(args).replace(/\/$/, '');
  const use = requestedUse(args);
  if (use === 'unknown') return no('[USEATTR] that special use is not known here');
  if (!folderNamePattern.test(path)) return no('[CANNOT] that is no usable name');
  if (mailbox.folder(path)) return no('[ALREADYEXISTS] there is such a folder');
  if (use && mailbox.folderFor(use)) return no('[USEATTR] another folder has that special use');
  const missing = foldersAbove(path).filter((above) => !mailbox.folder(above));
  session.services.store.transact((transaction) => {
    for (const above of missing) transaction.createFolder(mailbox.address, above);
    transaction.createFolder(mailbox.address, path, use);
  });
  return ok();
}

function remove({ session, args }: CommandCall): CommandAnswer {
  const { mailbox, folder } = existingFolder(session, args);
  if (!folder) return noSuchFolder;
  if (folder.path === 'INBOX') return no('[CANNOT] INBOX stays');
  if (mailbox.hasChildren(folder.path)) return no('[HASCHILDREN] there are folders below it');
  session.services.store.transact((transaction) => transaction.deleteFolder(mailbox.address, folder.path));
  return ok();
}

/** RENAME, of the folders below too (RFC 3501 section 6.3.5). */
function rename({ session, args }: CommandCall): CommandAnswer {
  const { mailbox, folder } = existingFolder(session, args);
  const to = folderName(args);
  if (!folder) return noSuchFolder;
  if (folder.path === 'INBOX') return no('[CANNOT] INBOX stays');
  if (!folderNamePattern.test(to) || to.startsWith(`${folder.path}/`))
    return no('[CANNOT] that is no usable name');
  if (mailbox.folder(to)) return no('[ALREADYEXISTS] there is such a folder');
  const { path } = folder;
  const below = [...mailbox.folders.keys()].filter((other) => other.startsWith(`${path}/`));
  const missing = foldersAbove(to).filter((above) => !mailbox.folder(above));
  session.services.store.transact((transaction) => {
    for (const above of missing) transaction.createFolder(mailbox.address, above);
    for (const other of [path, ...below]) {
      transaction.renameFolder(mailbox.address, other, to + other.slice(path.length));
    }
  });
  return ok();
}

/** `a/b/c` -> `a`, `a/b` */
function foldersAbove(path: string): string[] {
  const levels = path.split('/').slice(0, -1);
  return levels.map((_level, index) => levels.slice(0, index + 1).join('/'));
}

function requestedUse(args: Arguments): SpecialUse | 'unknown' | undefined {
  const options = args.optionalList();
  if (!options) return undefined;
  const [keyword, uses] = options;
  if (!keyword || textOf(keyword).toUpperCase() !== 'USE' || uses?.kind !== 'list') {
    throw new ImapSyntaxError('USE (...) is expected');
  }
  const [wanted] = uses.items.map((item) => textOf(item).toLowerCase());
  if (wanted === undefined) return undefined;
  return specialUses.find((use) => use.toLowerCase() === wanted) ?? 'unknown';
}

function subscribe({ session, args }: CommandCall, subscribed: boolean): CommandAnswer {
  const { mailbox, folder } = existingFolder(session, args);
  if (!folder) return noSuchFolder;
  session.services.store.transact((transaction) =>
    transaction.subscribe(mailbox.address, folder.path, subscribed),
  );
  return ok();
}
