/** The local mail server as a whole: SMTP, IMAP and control API around one store. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { certificateFile, createCertificate, loadCertificate } from './certificate.ts';
import { ControlApi } from './control-api.ts';
import type { ServerStatus } from './control-schema.ts';
import { type ControlServices, createControlServer } from './control-server.ts';
import { Delays } from './delays.ts';
import { Delivery } from './delivery.ts';
import { Faults } from './faults.ts';
import { ImapServer } from './imap-server.ts';
import { listen, type Ports, readPorts, writePorts } from './ports.ts';
import { createSmtpListener } from './smtp-server.ts';
import { openStore } from './store.ts';

export interface MailServerOptions {
  /** Where everything is kept. Without it: in memory, gone with the server. */
  directory?: string | undefined;
  /** Address to listen on. Default: 127.0.0.1. */
  host?: string | undefined;
  /** Ports that must be these; others are those of the last start, or free ones. */
  ports?: Partial<Ports> | undefined;
}

export interface MailServer {
  host: string;
  ports: Ports;
  /** The certificate that clients have to trust, PEM, and its file when there is one. */
  ca: string;
  caPath: string | undefined;
  /** Cuts all connections, and frees the ports. */
  stop(): Promise<void>;
}

/**
 * Starts the server; once it is there, all ports answer.
 * @throws SetupProblem when a port can't be had
 */
export async function startMailServer(options: MailServerOptions = {}): Promise<MailServer> {
  const { directory, host = '127.0.0.1' } = options;
  if (directory !== undefined) mkdirSync(directory, { recursive: true });
  const remembered = directory === undefined ? {} : readPorts(directory);
  const wanted = { ...remembered, ...options.ports };

  // The control port comes first: as long as it is taken, another server works on this directory.
  let services: ControlServices | undefined;
  const control = createControlServer(() => services);
  const controlPort = await listen(control, 'control', host, wanted.control);

  const tls = directory === undefined ? createCertificate(host) : loadCertificate(directory, host);
  const caPath = directory === undefined ? undefined : join(directory, certificateFile);
  const store = openStore(directory);
  const delays = new Delays();
  const faults = new Faults(store);
  const delivery = new Delivery(store, faults, delays);
  const secureContext = createSecureContext({ key: tls.key, cert: tls.certificate });
  const imap = new ImapServer({ store, faults, delays, secureContext }, tls);
  const smtp = createSmtpListener({ store, faults, delays, delivery }, tls, false);
  const smtps = createSmtpListener({ store, faults, delays, delivery }, tls, true);

  const stop = async () => {
    delays.stop();
    control.closeAllConnections();
    await Promise.all([
      imap.stop(),
      smtp.stop(),
      smtps.stop(),
      new Promise<void>((resolve) => control.close(() => resolve())),
    ]);
    store.close();
  };

  try {
    const ports: Ports = {
      control: controlPort,
      smtp: await listen(smtp.server, 'smtp', host, wanted.smtp),
      smtps: await listen(smtps.server, 'smtps', host, wanted.smtps),
      imap: await listen(imap.plain, 'imap', host, wanted.imap),
      imaps: await listen(imap.secure, 'imaps', host, wanted.imaps),
    };
    if (directory !== undefined) writePorts(directory, ports);
    const status = (): ServerStatus => ({
      ports,
      ca: tls.certificate,
      caPath,
      processId: process.pid,
      mailboxes: store.state.mailboxes.size,
      imapSessions: imap.sessionCount,
    });
    delivery.resume();
    services = { api: new ControlApi(store, imap), log: store.log, status };
    return { host, ports, ca: tls.certificate, caPath, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
