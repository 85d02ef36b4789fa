/** The IMAP listeners: plain with STARTTLS, and implicit TLS (RFC 8314). */
import { createServer as createPlainServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { CertificatePair } from './certificate.ts';
import { capabilities } from './imap-connection-commands.ts';
import { ImapSession, type ImapServices } from './imap-session.ts';
import { canonicalAddress } from './mailbox.ts';

export class ImapServer {
  readonly plain: Server;
  readonly secure: Server;
  readonly #services: ImapServices;
  readonly #sessions = new Set<ImapSession>();

  constructor(services: ImapServices, tls: CertificatePair) {
    this.#services = services;
    this.plain = createPlainServer((socket) => void this.#open(socket, false));
    this.secure = createTlsServer(
      { key: tls.key, cert: tls.certificate },
      (socket) => void this.#open(socket, true),
    );
    this.secure.on('tlsClientError', ({ message: text }: Error) => {
      services.store.recordIfPossible({ event: 'connection-error', protocol: 'imap', text });
    });
  }

  get sessionCount(): number {
    return this.#sessions.size;
  }

  /** Cuts the open connections of a mailbox and gives their number. */
  dropSessions(mailbox: string): number {
    const address = canonicalAddress(mailbox);
    const dropped = [...this.#sessions].filter((session) => session.mailbox?.address === address);
    for (const session of dropped) session.connection.drop();
    return dropped.length;
  }

  /** Stops listening and cuts all connections. */
  async stop(): Promise<void> {
    const closed = [this.plain, this.secure].map(
      (server) => new Promise<void>((resolve) => server.close(() => resolve())),
    );
    for (const session of this.#sessions) session.connection.drop();
    await Promise.all(closed);
  }

  async #open(socket: Socket, secure: boolean): Promise<void> {
    const session = new ImapSession(this.#services, socket, secure, () => this.#sessions.delete(session));
    this.#sessions.add(session);
    const answer = await session.meetConnectFault();
    if (answer === undefined) session.write(`* OK [CAPABILITY ${capabilities(session)}] Samovar local mail`);
  }
}
