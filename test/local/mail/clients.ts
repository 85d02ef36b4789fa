/** The real clients that the tests use, with the settings for a server on the loopback. */
import { ImapFlow, type ImapFlowOptions } from 'imapflow';
import { createTransport, type SMTPTransportOptions } from 'nodemailer';

export interface Account {
  user: string;
  pass: string;
}

/** A nodemailer transport without TLS unless told otherwise. */
export function smtpClient(port: number, auth: Account, options: SMTPTransportOptions = {}) {
  const settings: SMTPTransportOptions = { ...loopback(port, auth), ...options };
  return createTransport(settings);
}

/** The same with connections that are kept. */
export function pooledSmtpClient(port: number, auth: Account, maxConnections = 1) {
  return createTransport({ ...loopback(port, auth), pool: true, maxConnections, maxMessages: Infinity });
}

function loopback(port: number, auth: Account) {
  return { host: '127.0.0.1', port, secure: false, ignoreTLS: true, auth };
}

/** An imapflow client without TLS unless told otherwise, not connected yet. */
export function imapClient(
  port: number,
  auth: ImapFlowOptions['auth'],
  options: Partial<ImapFlowOptions> = {},
) {
  const client = new ImapFlow({
    host: '127.0.0.1',
    port,
    secure: false,
    doSTARTTLS: false,
    logger: false,
    auth,
    ...options,
  });
  // A connection that the server cuts is an 'error' event, which nobody has to be listening for.
  client.on('error', () => undefined);
  return client;
}

/** Connects, runs `work`, and closes in any case. */
export async function withImap<Result>(
  client: ImapFlow,
  work: (client: ImapFlow) => Promise<Result>,
): Promise<Result> {
  try {
    await client.connect();
    return await work(client);
  } finally {
    client.close();
  }
}

/** The next event of an imapflow client. */
export function nextEvent<Data>(
  client: ImapFlow,
  event: 'exists' | 'flags' | 'expunge' | 'close',
): Promise<Data> {
  return new Promise((resolve) => client.once(event, (data: Data) => resolve(data)));
}
