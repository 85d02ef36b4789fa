/** The bytes of one IMAP connection: commands in, lines out, TLS when asked for. */
import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import { CommandReader, type ReadResult } from './imap-reader.ts';

export interface ConnectionListener {
  /** Bytes have come; perhaps there is a command now. */
  received(): void;
  closed(): void;
  /** The connection broke in a way that nobody asked for. */
  broken(error: Error): void;
}

/** How clients often hang up: nothing that anybody needs to hear of. */
const quietErrors = ['ECONNRESET', 'EPIPE'];

export class ImapConnection {
  readonly #listener: ConnectionListener;
  readonly #reader = new CommandReader();
  #socket: Socket;
  #corked = false;
  #awaitsLine: ((line: string) => void) | undefined;
  secure: boolean;

  constructor(socket: Socket, secure: boolean, listener: ConnectionListener) {
    this.#socket = socket;
    this.secure = secure;
    this.#listener = listener;
    this.#attach(socket);
  }

  get isOpen(): boolean {
    return !this.#socket.destroyed;
  }

  nextCommand(): ReadResult | undefined {
    return this.#reader.nextCommand();
  }

  /** The client's next line, which is no command: part of an AUTHENTICATE exchange, or the end of IDLE. */
  readLine(): Promise<string> {
    const line = this.#reader.nextLine();
    if (line !== undefined) return Promise.resolve(line);
    return new Promise((resolve) => (this.#awaitsLine = resolve));
  }

  /** Writes a line (text as latin1); what is written in one turn of the event loop leaves together. */
  write(...pieces: readonly (string | Buffer)[]): void {
    const socket = this.#socket;
    if (socket.destroyed) return;
    if (!this.#corked) {
      this.#corked = true;
      socket.cork();
      process.nextTick(() => {
        if (this.#socket === socket) this.#corked = false;
        socket.uncork();
      });
    }
    for (const piece of pieces) {
      if (typeof piece === 'string') socket.write(piece, 'latin1');
      else socket.write(piece);
    }
    socket.write('\r\n', 'latin1');
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

  /** Goes on over TLS. What the client sent before the handshake is forgotten (RFC 3501 section 6.2.1). */
  startTls(secureContext: SecureContext): void {
    const plain = this.#socket;
    plain.uncork();
    plain.removeAllListeners('data');
    this.#reader.discard();
    this.secure = true;
    this.#corked = false;
    this.#socket = new TLSSocket(plain, { isServer: true, secureContext });
    this.#attach(this.#socket);
  }

  /** Cuts the connection without a word. */
  drop(): void {
    this.#socket.destroy();
  }

  /** Closes the connection once what was written has left. */
  end(): void {
    this.#socket.end();
  }

  #attach(socket: Socket): void {
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      this.#reader.push(chunk);
      this.#resumeReader();
      this.#listener.received();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (!quietErrors.includes(error.code ?? '')) this.#listener.broken(error);
    });
    socket.on('close', () => {
      if (socket === this.#socket) this.#listener.closed();
    });
  }

  #resumeReader(): void {
    if (!this.#awaitsLine) return;
    const line = this.#reader.nextLine();
    if (line === undefined) return;
    const resume = this.#awaitsLine;
    this.#awaitsLine = undefined;
    resume(line);
  }
}
