/**
 * npm `smtp-server` with the two things that it doesn't offer: a connection that can be cut or held at any moment, DATA before
 * its 354 included, and a greeting without its delay of 100 ms, which would be half an hour at the demo's clock speed.
 */
import type { Socket } from 'node:net';
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';
import { SMTPConnection, type SMTPConnectionOptions } from 'smtp-server/lib/smtp-connection.js';

/** Called on DATA before the 354. What it gives refuses; while it waits, so does the client. */
export type BeforeData = (session: SMTPServerSession) => Promise<RefusalError | undefined>;

/** `smtp-server` answers it with this code and text. */
export class RefusalError extends Error {
  readonly responseCode: number;

  constructor(responseCode: number, text: string) {
    super(text);
    this.responseCode = responseCode;
  }
}

export class SmtpListener extends SMTPServer {
  readonly #beforeData: BeforeData;
  readonly #bySession = new WeakMap<SMTPServerSession, SubmissionConnection>();

  constructor(options: SMTPServerOptions, beforeData: BeforeData) {
    super(options);
    this.#beforeData = beforeData;
  }

  override connect(socket: Socket, socketOptions?: SMTPConnectionOptions | null): void {
    const connection = new SubmissionConnection(this, socket, socketOptions, this.#beforeData);
    this.#bySession.set(connection.session, connection);
    this.connections.add(connection);
    connection.on('error', (error: Error) => this.emit('error', error));
    connection.init();
  }

  /** Cuts a connection without a word. */
  drop(session: SMTPServerSession): void {
    this.#bySession.get(session)?._socket.destroy();
  }

  /** Stops listening and cuts all connections. */
  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.close(resolve));
    for (const connection of this.connections) connection._socket.destroy();
    await closed;
  }
}

class SubmissionConnection extends SMTPConnection {
  readonly #beforeData: BeforeData;

  constructor(
    server: SMTPServer,
    socket: Socket,
    options: SMTPConnectionOptions | null | undefined,
    beforeData: BeforeData,
  ) {
    super(server, socket, options);
    this.#beforeData = beforeData;
  }

  override init(): void {
    this._setListeners(() => this.connectionReady());
  }

  override handler_DATA(command: Buffer, callback: () => void): void {
    if (this.session.envelope.rcptTo.length === 0) {
      super.handler_DATA(command, callback);
      return;
    }
    void this.#beforeData(this.session).then((error) => {
      if (!error) {
        super.handler_DATA(command, callback);
        return;
      }
      this.send(error.responseCode, error.message);
      callback();
    });
  }
}
