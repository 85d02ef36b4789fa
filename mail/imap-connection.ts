import { ImapFlow } from 'imapflow';
import { SamovarError } from '../policy/errors.ts';
import { requireEncryption, type ImapEndpoint } from './endpoint.ts';
import { imapProblem } from './imap-errors.ts';

/** Limits in milliseconds; `commandMs` is for each command with all of its answer. */
export interface ImapTimeouts {
  connectMs: number;
  greetingMs: number;
  commandMs: number;
}

export const imapTimeouts: ImapTimeouts = { connectMs: 15_000, greetingMs: 15_000, commandMs: 60_000 };

const goodbyeLimitMs = 2_000;
/** No mail that we have a use for is longer; a broken server can't make us hold more. */
const literalLimitBytes = 64 * 1024 * 1024;

/**
 * A logged-in imapflow client behind two promises that it doesn't make itself: every call ends in time, and a
 * connection that broke is an error. imapflow answers `false`, nothing or an empty list then, which would read as
 * "no such mail".
 */
export class ImapConnection {
  readonly #client: ImapFlow;
  readonly #commandMs: number;

  private constructor(client: ImapFlow, commandMs: number) {
    this.#client = client;
    this.#commandMs = commandMs;
  }

  /** @throws {SamovarError} `mail-login-failed`, `mail-unreachable` or `validation-failed` */
  static async open(endpoint: ImapEndpoint, timeouts: ImapTimeouts): Promise<ImapConnection> {
    requireEncryption(endpoint);
    const client = new ImapFlow(clientOptions(endpoint, timeouts));
    // Each command reports a broken connection by itself; without a listener Node would end the process.
    client.on('error', () => {});
    const connection = new ImapConnection(client, timeouts.commandMs);
    try {
      await connection.#within(timeouts.connectMs + timeouts.greetingMs + timeouts.commandMs, () =>
        client.connect(),
      );
    } catch (error) {
      // After a failed login imapflow leaves its socket open.
      client.close();
      throw imapProblem(error);
    }
    return connection;
  }

  get isOpen(): boolean {
    return this.#client.usable;
  }

  hasCapability(name: string): boolean {
    return this.#client.capabilities.has(name);
  }

  /** Runs one command. `false` is passed on: what it means depends on the command. */
  async run<T>(command: (client: ImapFlow) => Promise<T>): Promise<T> {
    let result: T;
    try {
      result = await this.#within(this.#commandMs, () => command(this.#client));
    } catch (error) {
      throw imapProblem(error);
    }
    if (!this.#client.usable) throw lost();
    return result;
  }

  /** Runs a command whose `false` or nothing means that the server said no. */
  async insist<T>(command: (client: ImapFlow) => Promise<T | false | undefined>): Promise<T> {
    const result = await this.run(command);
    if (result === false || result === undefined) {
      throw new SamovarError('mail-refused', 'The IMAP server answered no.');
    }
    return result;
  }

  /**
   * Selects a folder for the length of some work: to `read` (EXAMINE, by which nothing can change) or to `change`.
   * The work sees the folder as it is now, also when it was selected already.
   */
  async inFolder<T>(path: string, access: 'read' | 'change', work: () => Promise<T>): Promise<T> {
    const before = this.#client.mailbox;
    const options = { readOnly: access === 'read' };
    const lock = await this.run((client) => client.getMailboxLock(path, options));
    try {
      // What imapflow knows of a folder that stayed selected is as old as its selection.
      if (this.#client.mailbox === before) await this.run((client) => client.mailboxOpen(path, options));
      return await work();
    } finally {
      lock.release();
    }
  }

  /** The folder that is selected, with its UIDVALIDITY, UIDNEXT and the flags that it can keep. */
  selected(): Exclude<ImapFlow['mailbox'], false> {
    const { mailbox } = this.#client;
    if (!mailbox) throw lost();
    return mailbox;
  }

  /** Logs out and closes the socket, within two seconds. Never fails. */
  async close(): Promise<void> {
    const impatience = setTimeout(() => this.#client.close(), goodbyeLimitMs);
    await this.#client.logout().catch(() => {});
    clearTimeout(impatience);
    this.#client.close();
  }

  async #within<T>(limitMs: number, work: () => Promise<T>): Promise<T> {
    const silence = Promise.withResolvers<never>();
    const limit = setTimeout(() => {
      silence.reject(new SamovarError('mail-unreachable', 'The IMAP server fell silent.'));
      this.#client.close();
    }, limitMs);
    const answer = work();
    // The one that loses the race may still fail, with nobody waiting for it.
    answer.catch(() => {});
    try {
      return await Promise.race([answer, silence.promise]);
    } finally {
      clearTimeout(limit);
    }
  }
}

function lost(): SamovarError {
  return new SamovarError('mail-unreachable', 'The IMAP connection broke.');
}

type ClientOptions = NonNullable<ConstructorParameters<typeof ImapFlow>[0]>;

function clientOptions(endpoint: ImapEndpoint, timeouts: ImapTimeouts): ClientOptions {
  const { host, port, security, auth, ca } = endpoint;
  return {
    host,
    port,
    secure: security === 'tls',
    doSTARTTLS: security === 'starttls' ? true : security === 'none' ? false : undefined,
    tls: { ca, minVersion: 'TLSv1.2' },
    auth:
      'accessToken' in auth
        ? { user: auth.user, accessToken: auth.accessToken }
        : { user: auth.user, pass: auth.password },
    // imapflow would name itself and its makers to the provider (RFC 2971).
    clientInfo: { name: 'Samovar', version: false, vendor: false, 'support-url': false },
    logger: false,
    disableAutoIdle: true,
    disableCompression: true,
    connectionTimeout: timeouts.connectMs,
    greetingTimeout: timeouts.greetingMs,
    maxLiteralSize: literalLimitBytes,
  };
}
