/**
 * One IMAP connection: reads commands, runs them one after the other, and tells the client of changes in its selected folder
 * (RFC 3501; IDLE is RFC 2177).
 */
import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import { randomUUID } from 'node:crypto';
import type { Delays } from './delays.ts';
import type { Faults } from './faults.ts';
import { type CommandAnswer, findCommand } from './imap-commands.ts';
import { CommandReader, type CommandFragment } from './imap-reader.ts';
import { Selection, type SelectionListener } from './imap-selection.ts';
import { Arguments, ImapSyntaxError, parseValues, textOf } from './imap-values.ts';
import type { Folder } from './folder.ts';
import type { Mailbox } from './mailbox.ts';
import type { MailStore } from './store.ts';

/** What all sessions share. */
export interface ImapServices {
  store: MailStore;
  faults: Faults;
  delays: Delays;
  secureContext: SecureContext;
}

export class ImapSession implements SelectionListener {
  readonly id = randomUUID();
  readonly services: ImapServices;
  readonly #onEnd: (session: ImapSession) => void;
  readonly #reader = new CommandReader();
  #socket: Socket;
  #corked = false;
  #running = false;
  #awaitsLine: ((line: string) => void) | undefined;
  secure: boolean;
  mailbox: Mailbox | undefined;
  selection: Selection | undefined;
  /** The client has shown that it knows mod-sequences, so it gets them unasked too (RFC 7162 section 3.1). */
  usesCondstore = false;
  idling = false;

  constructor(
    services: ImapServices,
    socket: Socket,
    secure: boolean,
    onEnd: (session: ImapSession) => void,
  ) {
    this.services = services;
    this.secure = secure;
    this.#onEnd = onEnd;
    this.#socket = socket;
    this.#attach(socket);
  }

  /** Writes a line; what is written in one turn of the event loop leaves in one packet. */
  write(...pieces: readonly (string | Buffer)[]): void {
    if (this.#socket.destroyed) return;
    if (!this.#corked) {
      this.#corked = true;
      this.#socket.cork();
      const socket = this.#socket;
      process.nextTick(() => {
        this.#corked = false;
        socket.uncork();
      });
    }
    for (const piece of pieces) {
      if (typeof piece === 'string') this.#socket.write(piece, 'latin1');
      else this.#socket.write(piece);
    }
    this.#socket.write('\r\n', 'latin1');
  }

  /** Waits until the client has taken what was written, when it is slow to read. */
  async drained(): Promise<void> {
    const socket = this.#socket;
    if (!socket.writableNeedDrain || socket.destroyed) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        socket.off('drain', done);
        socket.off('close', done);
        resolve();
      };
      socket.on('drain', done);
      socket.on('close', done);
    });
  }

  /** The client's next line, which is no command: part of an AUTHENTICATE exchange, or the end of IDLE. */
  readLine(): Promise<string> {
    const line = this.#reader.nextLine();
    if (line !== undefined) return Promise.resolve(line);
    return new Promise((resolve) => (this.#awaitsLine = resolve));
  }

  select(mailbox: Mailbox, folder: Folder, readOnly: boolean): Selection {
    this.unselect();
    this.selection = new Selection(mailbox, folder, readOnly, this);
    return this.selection;
  }

  unselect(): void {
    this.selection?.close();
    this.selection = undefined;
  }

  selectedFolderChanged(): void {
    if (this.idling) this.tellUpdates(true);
  }

  selectedFolderInvalid(): void {
    this.drop();
  }

  tellUpdates(expunges: boolean): void {
    if (!this.selection) return;
    for (const line of this.selection.updates({ expunges, modseq: this.usesCondstore })) this.write(line);
  }

  /** Cuts the connection without a word. */
  drop(): void {
    this.#socket.destroy();
  }

  /** Closes the connection once what was written has left. */
  end(): void {
    this.#socket.end();
  }

  /** Goes on over TLS. Whatever the client sent before the handshake is forgotten (RFC 3501 section 6.2.1). */
  startTls(): void {
    const plain = this.#socket;
    plain.uncork();
    plain.removeAllListeners('data');
    this.#reader.discard();
    this.secure = true;
    this.#socket = new TLSSocket(plain, { isServer: true, secureContext: this.services.secureContext });
    this.#corked = false;
    this.#attach(this.#socket);
  }

  #attach(socket: Socket): void {
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      this.#reader.push(chunk);
      void this.#readOn();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // A reset is how many clients hang up; only what somebody may want to know goes into the log.
      if (error.code === 'ECONNRESET' || error.code === 'EPIPE') return;
      this.services.store.transact((transaction) =>
        transaction.log({ event: 'connection-error', protocol: 'imap', text: error.message }),
      );
    });
    socket.on('close', () => {
      if (socket !== this.#socket) return;
      this.unselect();
      this.#onEnd(this);
    });
  }

  async #readOn(): Promise<void> {
    if (this.#awaitsLine) {
      const line = this.#reader.nextLine();
      if (line === undefined) return;
      const resume = this.#awaitsLine;
      this.#awaitsLine = undefined;
      resume(line);
    }
    if (this.#running) return;
    this.#running = true;
    try {
      for (let read = this.#reader.nextCommand(); read; read = this.#reader.nextCommand()) {
        if (read.kind === 'continue') {
          this.write('+ go ahead');
        } else if (read.kind === 'too-long') {
          this.write('* BYE that is more than this server takes');
          this.end();
          return;
        } else {
          await this.#run(read.fragments);
        }
        if (this.#socket.destroyed) return;
      }
    } finally {
      this.#running = false;
    }
  }

  async #run(fragments: CommandFragment[]): Promise<void> {
    let tag = '*';
    try {
      const values = parseValues(fragments);
      const [tagValue, ...rest] = values;
      if (!tagValue || rest.length === 0) throw new ImapSyntaxError('a tag and a command are expected');
      tag = textOf(tagValue);
      const answer = await this.#execute(tag, new Arguments(rest));
      if (!answer) return;
      this.tellUpdates(answer.expungesAllowed ?? true);
      this.write(`${tag} ${answer.status} ${answer.text}`);
    } catch (error) {
      if (error instanceof ImapSyntaxError) this.write(`${tag} BAD ${error.message}`);
      else this.write(`${tag} NO [SERVERBUG] ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  async #execute(tag: string, args: Arguments): Promise<CommandAnswer | undefined> {
    let name = args.keyword();
    const byUid = name === 'UID';
    if (byUid) name = args.keyword();
    const command = findCommand(name, byUid);
    if (!command) throw new ImapSyntaxError(`unknown command ${name}`);
    if (command.state !== 'any' && !this.mailbox) return { status: 'NO', text: 'log in first' };
    if (command.state === 'selected' && !this.selection) throw new ImapSyntaxError('select a mailbox first');
    if (!command.choosesOwnFault) {
      const refusal = await this.meetFault(name, this.mailbox?.address);
      if (refusal) return refusal === 'gone' ? undefined : refusal;
    }
    return command.run({ session: this, tag, args, byUid, name });
  }

  /** Applies the fault rule for this command, if there is one. `gone`: the connection was cut. */
  async meetFault(command: string, mailbox: string | undefined): Promise<CommandAnswer | 'gone' | undefined> {
    const fault = this.services.faults.choose('imap', { command, mailbox, protocol: 'imap' });
    if (!fault) return undefined;
    const { action, id } = fault;
    return action.kind === 'no' ? { status: 'NO', text: action.text } : this.#holdOrDrop(id, mailbox, action);
  }

  /** Applies the fault rule for new connections, if there is one. */
  async meetConnectFault(): Promise<'gone' | undefined> {
    const fault = this.services.faults.choose('connect', { protocol: 'imap' });
    if (!fault) return undefined;
    const { action } = fault;
    if (action.kind === 'reply') {
      this.write(`* BYE ${action.text}`);
      this.end();
      return 'gone';
    }
    return (await this.#holdOrDrop(fault.id, undefined, action)) === 'gone' ? 'gone' : undefined;
  }

  async #holdOrDrop(
    fault: string,
    user: string | undefined,
    action: { kind: 'drop' } | { kind: 'delay'; delayMs: number } | { kind: 'hang'; maxMs: number },
  ): Promise<'gone' | undefined> {
    const { delays, store } = this.services;
    const event = action.kind === 'drop' ? 'dropped' : 'held';
    store.transact((transaction) => transaction.log({ event, session: this.id, phase: 'imap', user, fault }));
    if (action.kind === 'delay') {
      await delays.wait(action.delayMs);
      return undefined;
    }
    if (action.kind === 'hang') await delays.wait(action.maxMs);
    this.drop();
    return 'gone';
  }
}
