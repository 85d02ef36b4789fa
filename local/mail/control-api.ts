/** What can be asked of the running server beside its mail protocols: the use cases behind the control API. */
import type { z } from 'zod';
import type { Mailbox } from './mailbox.ts';
import type {
  DeliveredMessage,
  FaultInfo,
  FolderMessages,
  mailboxChange,
  MailboxInfo,
  messageQuery,
  MessageInfo,
  newMailbox,
  rawDelivery,
} from './control-schema.ts';
import type { FaultRule } from './fault-rules.ts';
import type { Folder, StoredMessage } from './folder.ts';
import type { ImapServer } from './imap-server.ts';
import { canonicalPath } from './mailbox.ts';
import { defaultMailboxOptions } from './mail-state.ts';
import type { MailStore } from './store.ts';

/** A request that can't be met, with its HTTP status. */
export class ControlError extends Error {
  readonly status: 404 | 409;

  constructor(status: 404 | 409, message: string) {
    super(message);
    this.status = status;
  }
}

export class ControlApi {
  readonly #store: MailStore;
  readonly #imap: ImapServer;

  constructor(store: MailStore, imap: ImapServer) {
    this.#store = store;
    this.#imap = imap;
  }

  listMailboxes(): MailboxInfo[] {
    return [...this.#store.state.mailboxes.values()].map(describeMailbox);
  }

  addMailbox({ address, password, token, options }: z.output<typeof newMailbox>): MailboxInfo {
    if (this.#store.mailbox(address)) throw new ControlError(409, `There is a mailbox ${address} already.`);
    this.#store.transact((transaction) =>
      transaction.addMailbox(address, { password, token }, { ...defaultMailboxOptions, ...options }),
    );
    return this.readMailbox(address);
  }

  readMailbox(address: string): MailboxInfo {
    return describeMailbox(this.#mailbox(address));
  }

  changeMailbox(address: string, change: z.output<typeof mailboxChange>): MailboxInfo {
    const mailbox = this.#mailbox(address);
    const credentials = {
      password: change.password ?? mailbox.password,
      token: change.token === undefined ? mailbox.token : (change.token ?? undefined),
    };
    const options = { ...mailbox.options, ...change.options };
    this.#store.transact((transaction) => transaction.changeMailbox(mailbox.address, credentials, options));
    return describeMailbox(mailbox);
  }

  /** Takes a mailbox away with its mail; its connections are cut. */
  removeMailbox(address: string): void {
    const mailbox = this.#mailbox(address);
    this.#imap.dropSessions(mailbox.address);
    this.#store.transact((transaction) => transaction.removeMailbox(mailbox.address));
  }

  readMessages(address: string, query: z.output<typeof messageQuery>): FolderMessages {
    const folder = this.#folder(this.#mailbox(address), query.folder);
    const messages = folder.messages.filter(({ uid }) => uid > query.after);
    return {
      folder: folder.path,
      uidValidity: folder.uidValidity,
      messages: messages.map((message) => this.#describeMessage(message)),
    };
  }

  /** Puts a message into a folder as if it had come from outside; a folder that doesn't exist yet is made. */
  deliver(address: string, { folder: path, raw, flags }: z.output<typeof rawDelivery>): DeliveredMessage {
    const mailbox = this.#mailbox(address);
    const folder = this.#store.folderOrNew(mailbox, path);
    const uid = this.#store.transact((transaction) => {
      const kept = transaction.keepRaw(Buffer.from(raw, 'base64'));
      return transaction.deliver(mailbox, folder, { ...kept, flags, internalDate: Date.now() }, 'control');
    });
    return { folder: folder.path, uid, uidValidity: folder.uidValidity };
  }

  /** Gives a folder another UIDVALIDITY and its messages other UIDs; sessions that have it open are cut. */
  changeUidValidity(address: string, path: string): { uidValidity: number } {
    const mailbox = this.#mailbox(address);
    const folder = this.#folder(mailbox, path);
    const uidValidity = this.#store.transact((transaction) =>
      transaction.changeUidValidity(mailbox.address, folder),
    );
    return { uidValidity };
  }

  dropImap(address: string): { dropped: number } {
    return { dropped: this.#imap.dropSessions(this.#mailbox(address).address) };
  }

  listFaults(): FaultInfo[] {
    return [...this.#store.state.rules.values()];
  }

  /** Adds a rule; one with the same id is replaced, and starts anew. */
  addFault(rule: FaultRule): FaultInfo {
    this.#store.transact((transaction) => {
      if (this.#store.state.rules.has(rule.id)) transaction.removeFault(rule.id);
      transaction.addFault(rule);
    });
    return { rule, left: rule.times };
  }

  removeFault(id: string): void {
    if (!this.#store.state.rules.has(id)) throw new ControlError(404, `There is no fault rule ${id}.`);
    this.#store.transact((transaction) => transaction.removeFault(id));
  }

  removeAllFaults(): void {
    this.#store.transact((transaction) => {
      for (const id of this.#store.state.rules.keys()) transaction.removeFault(id);
    });
  }

  #mailbox(address: string): Mailbox {
    const mailbox = this.#store.mailbox(address);
    if (!mailbox) throw new ControlError(404, `There is no mailbox ${address}.`);
    return mailbox;
  }

  #folder(mailbox: Mailbox, path: string): Folder {
    const folder = mailbox.folder(canonicalPath(path));
    if (!folder) throw new ControlError(404, `${mailbox.address} has no folder ${path}.`);
    return folder;
  }

  #describeMessage(message: StoredMessage): MessageInfo {
    const headers: Record<string, string> = {};
    for (const { name, value } of this.#store.parsed(message).fields) headers[name] ??= value;
    return {
      uid: message.uid,
      flags: [...message.flags],
      messageId: message.messageId,
      headers,
      raw: this.#store.read(message).toString('base64'),
    };
  }
}

function describeMailbox(mailbox: Mailbox): MailboxInfo {
  const folders = [...mailbox.folders.values()].map(
    ({ path, specialUse, messages, uidValidity, uidNext }) => ({
      path,
      specialUse,
      messages: messages.length,
      uidValidity,
      uidNext,
    }),
  );
  return { address: mailbox.address, options: mailbox.options, folders };
}
