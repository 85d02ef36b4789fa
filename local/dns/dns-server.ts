import dns2 from 'dns2';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { dataDirectory, folderIn } from '../data-directory.ts';
import { choosePort } from '../ports.ts';
import { startControl } from './control.ts';
import { createDnsFaults, type DnsFaults } from './dns-faults.ts';
import { answerMessage, failureMessage, questionOf } from './dns-message.ts';
import { lookUp } from './look-up.ts';
import { openZones, type Zones } from './zones.ts';

export interface DnsServerOptions {
  dataDir?: string;
  /** Default: the one of the last start in this directory, or a free one. */
  port?: number | undefined;
  /** Port of the HTTP control; default as for `port`. */
  controlPort?: number | undefined;
}

export interface DnsServer {
  /** host:port, as `Resolver.setServers` takes it. */
  address: string;
  port: number;
  /** Base of the HTTP control, see control.ts. */
  controlUrl: string;
  zones: Zones;
  faults: DnsFaults;
  stop: () => Promise<void>;
}

const host = '127.0.0.1';

/**
 * Starts an authoritative DNS server on a loopback port, UDP and TCP, with its zones in `<dataDir>/dns/zones.json`.
 * It stands for all of the world's DNS: a name outside its zones does not exist.
 */
export async function startDnsServer(options: DnsServerOptions = {}): Promise<DnsServer> {
  const { dataDir = dataDirectory() } = options;
  const zones = openZones(join(folderIn(dataDir, 'dns'), 'zones.json'));
  const faults = createDnsFaults();
  const port = await choosePort({
    dataDir,
    name: 'dns',
    port: options.port,
    setting: 'SAMOVAR_DNS_PORT=...',
    mayMove: true,
  });
  const controlPort = await choosePort({
    dataDir,
    name: 'dns-control',
    port: options.controlPort,
    setting: 'SAMOVAR_DNS_CONTROL_PORT=...',
    mayMove: true,
  });
  const listener = await listen(port, (request, send) => {
    const question = questionOf(request);
    const fault = question && faults.get(question.name);
    if (fault === 'timeout') return;
    const response =
      question && !fault
        ? answerMessage(request, lookUp(zones, question.name, question.type))
        : failureMessage(request);
    void send(response);
  });
  const control = await startControl({ host, port: controlPort, zones, faults });
  return {
    address: `${host}:${port}`,
    port,
    controlUrl: control.url,
    zones,
    faults,
    stop: async () => {
      await Promise.all([listener.close(), control.close()]);
    },
  };
}

/** Listens on both transports of one port. */
async function listen(port: number, handle: dns2.DnsHandler): Promise<{ close(): Promise<void> }> {
  const udp = dns2.createUDPServer(handle);
  const tcp = dns2.createTCPServer(handle);
  const connections = new Set<Socket>();
  tcp.on('connection', (connection: Socket) => {
    connections.add(connection);
    connection.once('close', () => connections.delete(connection));
  });
  udp.bind(port, host);
  tcp.listen(port, host);
  await Promise.all([once(udp, 'listening'), once(tcp, 'listening')]);
  return {
    close: async () => {
      const closed = Promise.all([once(udp, 'close'), once(tcp, 'close')]);
      udp.close();
      tcp.close();
      // A connection whose question is left without an answer would stay open for its idle time.
      for (const connection of connections) connection.destroy();
      await closed;
    },
  };
}
