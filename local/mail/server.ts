/** The local mail server as a whole: SMTP, IMAP and control API around one store. */
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
import { type MailStore, openStore } from './store.ts';

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
  const wanted = { ...(directory === undefined ? {} : readPorts(directory)), ...options.ports };
  // The control port comes first: as long as it is taken, another server works on this directory.
  let services: ControlServices | undefined;
  const control = createControlServer(() => services);
  const controlPort = await listen(control, 'control', host, wanted.control);
  let parts: Parts | undefined;
  const stop = async () => {
    control.closeAllConnections();
    const closed = new Promise((resolve) => control.close(resolve));
    await parts?.stop();
    await closed;
  };
  try {
    parts = createParts(directory, host);
    const ports = { control: controlPort, ...(await parts.listen(wanted)) };
    if (directory !== undefined) writePorts(directory, ports);
    const { ca, store, imap } = parts;
    const caPath = directory === undefined ? undefined : join(directory, certificateFile);
    const status = (): ServerStatus => ({
      ports,
      ca,
      caPath,
      processId: process.pid,
      mailboxes: store.state.mailboxes.size,
      imapSessions: imap.sessionCount,
    });
    services = { api: new ControlApi(store, imap), log: store.log, status };
    return { host, ports, ca, caPath, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Everything but the control API. */
interface Parts {
  store: MailStore;
  imap: ImapServer;
  ca: string;
  listen(wanted: Partial<Ports>): Promise<Omit<Ports, 'control'>>;
  stop(): Promise<void>;
}

function createParts(directory: string | undefined, host: string): Parts {
  // The store first: it makes the directory.
  const store = openStore(directory);
  const tls = directory === undefined ? createCertificate(host) : loadCertificate(directory, host);
  const secureContext = createSecureContext({ key: tls.key, cert: tls.certificate });
  const delays = new Delays();
  const faults = new Faults(store);
  const delivery = new Delivery(store, faults, delays);
  const imap = new ImapServer({ store, faults, delays, secureContext }, tls);
  const smtp = createSmtpListener({ store, faults, delays, delivery }, tls, false);
  const smtps = createSmtpListener({ store, faults, delays, delivery }, tls, true);
  return {
    store,
    imap,
    ca: tls.certificate,
    listen: async (wanted) => {
      const ports = {
        smtp: await listen(smtp.server, 'smtp', host, wanted.smtp),
        smtps: await listen(smtps.server, 'smtps', host, wanted.smtps),
        imap: await listen(imap.plain, 'imap', host, wanted.imap),
        imaps: await listen(imap.secure, 'imaps', host, wanted.imaps),
      };
      delivery.resume();
      return ports;
    },
    stop: async () => {
      delays.stop();
      await Promise.all([imap.stop(), smtp.stop(), smtps.stop()]);
      store.close();
    },
  };
}
