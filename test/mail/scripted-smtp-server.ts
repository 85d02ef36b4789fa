import { createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import type { SmtpEndpoint } from '../../mail/endpoint.ts';

/** What the server does at a step: a reply (`250 ok`), or `silence`, or `hang-up`. */
export type Step = string;

/** The steps of a conversation; those not named go well. `endOfMessage` comes after the final dot. */
export interface Script {
  greeting?: Step;
  ehlo?: Step;
  auth?: Step;
  authAnswer?: Step;
  mail?: Step;
  rcpt?: Step;
  data?: Step;
  firstByte?: Step;
  endOfMessage?: Step;
  rset?: Step;
}

const wellBehaved: Required<Script> = {
  greeting: '220 mx.test ESMTP',
  ehlo: '250-mx.test\r\n250-PIPELINING\r\n250 AUTH PLAIN XOAUTH2',
  auth: '235 2.7.0 ok',
  authAnswer: '235 2.7.0 ok',
  mail: '250 2.1.0 ok',
  rcpt: '250 2.1.5 ok',
  data: '354 go ahead',
  firstByte: '',
  endOfMessage: '250 2.0.0 queued',
  rset: '250 2.0.0 flushed',
};

const commands: Record<string, keyof Script> = {
  EHLO: 'ehlo',
  AUTH: 'auth',
  MAIL: 'mail',
  RCPT: 'rcpt',
  DATA: 'data',
  RSET: 'rset',
  '': 'authAnswer',
};

export interface ScriptedSmtpServer {
  endpoint: SmtpEndpoint;
  /** Messages that arrived whole, with their final dot. */
  messages: string[];
  /** Command verbs in the order in which they came. */
  commands: string[];
  connections: number;
  /** Ends all connections, as a restart of the server does. */
  hangUp(): void;
}

/**
 * An SMTP server that answers each step as told: it can say, at any point of the conversation, what a well-meaning
 * server package can't be made to say. It stops with the test.
 */
export async function scriptedSmtpServer(script: Script): Promise<ScriptedSmtpServer> {
  const refusesEnvelope = /^[45]/.test(`${script.mail ?? ''}${script.rcpt ?? ''}`);
  const data = refusesEnvelope ? '503 5.5.1 no valid recipients' : wellBehaved.data;
  const steps = { ...wellBehaved, data, ...script };
  const sockets = new Set<Socket>();
  const seen: ScriptedSmtpServer = {
    endpoint: {
      host: '127.0.0.1',
      port: 0,
      security: 'none',
      auth: { user: 'ann@one.test', password: 'secret' },
    },
    messages: [],
    commands: [],
    connections: 0,
    hangUp: () => sockets.forEach((socket) => socket.destroy()),
  };

  const server = createServer((socket) => {
    seen.connections += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    let buffer = '';
    let inMessage = false;
    let isSilent = false;
    const take = (step: Step) => {
      if (step === 'hang-up') socket.destroy();
      isSilent ||= step === 'silence';
      if (!isSilent && step !== '') socket.write(`${step}\r\n`);
    };
    const takeLine = (line: string) => {
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'QUIT') return socket.end('221 2.0.0 bye\r\n');
      seen.commands.push(verb);
      const step = commands[verb];
      take(step === undefined ? '502 5.5.1 not implemented' : steps[step]);
      inMessage = verb === 'DATA' && steps.data.startsWith('354');
      // So that a dot which comes at once ends an empty message.
      if (inMessage) buffer = `\r\n${buffer}`;
    };
    socket.on('data', (chunk) => {
      buffer += chunk.toString('latin1');
      if (inMessage) take(steps.firstByte);
      for (;;) {
        const end = buffer.indexOf(inMessage ? '\r\n.\r\n' : '\r\n');
        if (end < 0) return;
        const text = buffer.slice(0, end);
        buffer = buffer.slice(end + (inMessage ? 5 : 2));
        if (inMessage) {
          inMessage = false;
          seen.messages.push(text.slice(2));
          take(steps.endOfMessage);
        } else {
          takeLine(text);
        }
      }
    });
    take(steps.greeting);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  seen.endpoint.port = (server.address() as AddressInfo).port;
  onTestFinished(() => {
    seen.hangUp();
    server.close();
  });
  return seen;
}
