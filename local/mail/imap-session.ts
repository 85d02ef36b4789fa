/**
 * One IMAP session: runs the client's commands one after the other, and tells it of changes in its selected folder (RFC 3501;
 * IDLE is RFC 2177).
 */
import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import { messageOf } from '../problem.ts';
import type { Delays } from './delays.ts';
import type { Faults } from './faults.ts';
import type { Folder } from './folder.ts';
import { type CommandAnswer, findCommand, type ImapCommand } from './imap-commands.ts';
import { ImapConnection } from './imap-connection.ts';
import type { CommandFragment } from './imap-reader.ts';
import { Selection } from './imap-selection.ts';
import { Arguments, ImapSyntaxError, parseValues, tagOf } from './imap-values.ts';
import type { Mailbox } from './mailbox.ts';
import type { MailStore } from './store.ts';

/** What all sessions share. */
export interface ImapServices {
  store: MailStore;
  faults: Faults;
  delays: Delays;
  secureContext: SecureContext;
}

export class ImapSession {
  readonly id = randomUUID();
  readonly services: ImapServices;
  readonly connection: ImapConnection;
  #running = false;
  mailbox: Mailbox | undefined;
  selection: Selection | undefined;
  /** The client has shown that it knows mod-sequences, so it gets them unasked too (RFC 7162 section 3.1). */
  usesCondstore = false;
  /** The client waits in IDLE: it is told of changes as they happen. */
  idling = false;

  constructor(
    services: ImapServices,
    socket: Socket,
    secure: boolean,
    onEnd: (session: ImapSession) => void,
  ) {
    this.services = services;
    this.connection = new ImapConnection(socket, secure, {
      received: () => void this.#runCommands(),
      closed: () => {
        this.unselect();
        onEnd(this);
      },
      broken: (error) => {
        const { message: text } = error;
        services.store.recordIfPossible({ event: 'connection-error', protocol: 'imap', text });
      },
    });
  }

  /** The mailbox that is logged in. Throws an ImapSyntaxError before that. */
  get owner(): Mailbox {
    if (!this.mailbox) throw new ImapSyntaxError('log in first');
    return this.mailbox;
  }

  /** The folder that is selected. Throws an ImapSyntaxError when none is. */
  get selected(): Selection {
    if (!this.selection) throw new ImapSyntaxError('select a folder first');
    return this.selection;
  }

  write(...pieces: readonly (string | Buffer)[]): void {
    this.connection.write(...pieces);
  }

  select(mailbox: Mailbox, folder: Folder, readOnly: boolean): void {
    this.unselect();
    this.selection = new Selection(mailbox, folder, readOnly, {
      selectedFolderChanged: () => {
        if (this.idling) this.tellUpdates(true);
      },
      selectedFolderInvalid: () => this.connection.drop(),
    });
  }

  unselect(): void {
    this.selection?.close();
    this.selection = undefined;
  }

  /** Tells the client what has changed in its folder; EXPUNGE only where sequence numbers may change now. */
  tellUpdates(expunges: boolean): void {
    if (!this.selection) return;
    for (const line of this.selection.updates({ expunges, modseq: this.usesCondstore })) this.write(line);
  }

  /** Applies the fault rule for this command, if there is one. `gone`: the connection was cut. */
  async meetFault(command: string, mailbox: string | undefined): Promise<CommandAnswer | 'gone' | undefined> {
    const fault = this.services.faults.choose('imap', { command, mailbox });
    if (!fault) return undefined;
    const { action, id } = fault;
    return action.kind === 'no' ? { status: 'NO', text: action.text } : this.#holdOrDrop(id, mailbox, action);
  }

  /** Applies the fault rule for new connections, if there is one. */
  async meetConnectFault(): Promise<'gone' | undefined> {
    const fault = this.services.faults.choose('connect', { protocol: 'imap' });
    if (!fault) return undefined;
    const { action } = fault;
    if (action.kind !== 'reply') return this.#holdOrDrop(fault.id, undefined, action);
    this.write(`* BYE ${action.text}`);
    this.connection.end();
    return 'gone';
  }

  async #runCommands(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      for (let read = this.connection.nextCommand(); read; read = this.connection.nextCommand()) {
        if (read.kind === 'continue') this.write('+ go ahead');
        else if (read.kind === 'command') await this.#run(read.fragments);
        else {
          this.write('* BYE that is more than this server takes');
          this.connection.end();
        }
        if (read.kind === 'too-long' || !this.connection.isOpen) return;
      }
    } finally {
      this.#running = false;
    }
  }

  async #run(fragments: CommandFragment[]): Promise<void> {
    const tag = tagOf(fragments);
    try {
      const [, ...values] = parseValues(fragments);
      const answer = await this.#execute(tag, new Arguments(values));
      if (!answer) return;
      this.tellUpdates(answer.expungesAllowed ?? true);
      this.write(`${tag} ${answer.status} ${answer.text}`);
    } catch (error) {
      // Anything but bad syntax is trouble of our own, most likely a full disk (RFC 5530 section 3: SERVERBUG).
      const status = error instanceof ImapSyntaxError ? 'BAD' : 'NO [SERVERBUG]';
      this.write(`${tag} ${status} ${messageOf(error).replace(/[\r\n]+/g, ' ')}`);
    }
  }

  async #execute(tag: string, args: Arguments): Promise<CommandAnswer | undefined> {
    let name = args.keyword();
    const byUid = name === 'UID';
    if (byUid) name = args.keyword();
    const command = findCommand(name, byUid);
    if (!command) throw new ImapSyntaxError(`unknown command ${name}`);
    this.#checkState(command.state);
    if (!command.meetsFaultItself) {
      const refusal = await this.meetFault(name, this.mailbox?.address);
      // While a command was held back its mailbox may have been removed, and the connection with it.
      if (refusal === 'gone' || !this.connection.isOpen) return undefined;
      if (refusal) return refusal;
    }
    return command.run({ session: this, tag, args, byUid, name });
  }

  #checkState(state: ImapCommand['state']): void {
    if (state === 'not-authenticated' && this.mailbox) throw new ImapSyntaxError('logged in already');
    if (state === 'authenticated' && !this.mailbox) throw new ImapSyntaxError('log in first');
    if (state === 'selected' && !this.selection) throw new ImapSyntaxError('select a folder first');
  }

  async #holdOrDrop(
    fault: string,
    user: string | undefined,
    action: { kind: 'drop' } | { kind: 'delay'; delayMs: number } | { kind: 'hang'; maxMs: number },
  ): Promise<'gone' | undefined> {
    const { delays, store } = this.services;
    const event = action.kind === 'drop' ? 'dropped' : 'held';
    store.record({ event, session: this.id, phase: 'imap', user, fault });
    if (action.kind === 'delay') {
      await delays.wait(action.delayMs);
      return undefined;
    }
    if (action.kind === 'hang') await delays.wait(action.maxMs);
    this.connection.drop();
    return 'gone';
  }
}
