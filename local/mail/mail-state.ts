/** All mailboxes, waiting deliveries and fault rules in memory. Nothing but `apply` changes it. */
import type { Change, MailboxOptions, PendingDelivery } from './changes.ts';
import type { FaultRule } from './fault-rules.ts';
import { type Folder } from './folder.ts';
import { Mailbox } from './mailbox.ts';

export interface StoredRule {
  rule: FaultRule;
  /** How often it may still apply; undefined: for ever. */
  left: number | undefined;
}

export const defaultMailboxOptions: MailboxOptions = { filesSentMail: false };

export class MailState {
  readonly mailboxes = new Map<string, Mailbox>();
  readonly pending = new Map<string, PendingDelivery>();
  readonly rules = new Map<string, StoredRule>();
  /** The highest UIDVALIDITY ever given out, so that a folder made anew gets another one. */
  lastUidValidity = 0;

  /** Applies a change; folders that it touched are given back, so that their watchers can be told once. */
  apply(change: Change): Folder | undefined {
    switch (change.type) {
      case 'mailbox-added':
        this.mailboxes.set(change.mailbox, new Mailbox(change.mailbox, change, change.options));
        return undefined;
      case 'mailbox-changed': {
        const mailbox = this.#mailbox(change.mailbox);
        mailbox.password = change.password;
        mailbox.token = change.token;
        mailbox.options = change.options;
        return undefined;
      }
      case 'mailbox-removed':
        for (const folder of this.#mailbox(change.mailbox).folders.values()) invalidate(folder);
        this.mailboxes.delete(change.mailbox);
        return undefined;
      case 'delivery-pending':
        this.pending.set(change.delivery.id, change.delivery);
        return undefined;
      case 'delivery-settled':
        this.pending.delete(change.id);
        return undefined;
      case 'fault-added':
        this.rules.set(change.rule.id, { rule: change.rule, left: change.left });
        return undefined;
      case 'fault-applied': {
        const stored = this.rules.get(change.id);
        if (stored?.left !== undefined) stored.left -= 1;
        return undefined;
      }
      case 'fault-removed':
        this.rules.delete(change.id);
        return undefined;
      default:
        return this.#applyToFolders(change);
    }
  }

  #applyToFolders(change: FolderChange): Folder | undefined {
    const mailbox = this.#mailbox(change.mailbox);
    if (change.type === 'folder-created') {
      this.lastUidValidity = Math.max(this.lastUidValidity, change.uidValidity);
      mailbox.createFolder(change.folder, change);
      return undefined;
    }
    const folder = mailbox.folder(change.folder);
    if (!folder) throw new Error(`${change.type}: ${change.mailbox} has no folder ${change.folder}.`);
    switch (change.type) {
      case 'folder-renamed':
        mailbox.folders.delete(folder.path);
        folder.path = change.to;
        mailbox.folders.set(folder.path, folder);
        return undefined;
      case 'folder-deleted':
        invalidate(folder);
        mailbox.folders.delete(folder.path);
        return undefined;
      case 'folder-subscribed':
        folder.subscribed = change.subscribed;
        return undefined;
      case 'uid-validity-changed':
        this.lastUidValidity = Math.max(this.lastUidValidity, change.uidValidity);
        folder.renumber(change.uidValidity);
        invalidate(folder);
        return undefined;
      case 'message-added':
        folder.add({
          uid: change.uid,
          raw: change.raw,
          internalDate: change.internalDate,
          messageId: change.messageId,
          flags: change.flags,
          modseq: change.modseq,
          expunged: false,
        });
        return folder;
      case 'flags-set':
        folder.setFlags(change.uid, change.flags, change.modseq);
        return folder;
      case 'messages-expunged':
        folder.expunge(change.uids, change.modseq);
        return folder;
    }
  }

  #mailbox(address: string): Mailbox {
    const mailbox = this.mailboxes.get(address);
    if (!mailbox) throw new Error(`There is no mailbox ${address}.`);
    return mailbox;
  }
}

type FolderChange = Extract<Change, { folder: string }>;

function invalidate(folder: Folder): void {
  for (const watcher of [...folder.watchers]) watcher.folderInvalid();
}
