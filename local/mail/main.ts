/**
 * Runs the local mail server as a process of its own:
 *
 *     node local/mail/main.ts --data DIR [--host 127.0.0.1] [--smtp-port N] [--smtps-port N] [--imap-port N] [--imaps-port N]
 *                             [--control-port N]
 *     node local/mail/main.ts --memory ...
 *
 * Prints one line of JSON, `{"ports":{...},"ca":"..."}`, when all ports answer; `ca` is the file of the certificate to trust (its
 * text with --memory). Ends on SIGTERM and SIGINT. What keeps it from starting goes to stderr, with exit status 1.
 */
import { parseArgs } from 'node:util';
import { messageOf, SetupProblem } from '../problem.ts';
import { portNames, type Ports } from './ports.ts';
import { type MailServerOptions, startMailServer } from './server.ts';

try {
  const server = await startMailServer(readOptions());
  const stop = () => void server.stop().then(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  process.stdout.write(`${JSON.stringify({ ports: server.ports, ca: server.caPath ?? server.ca })}\n`);
} catch (error) {
  const unforeseen = error instanceof Error && !(error instanceof SetupProblem);
  process.stderr.write(`${unforeseen ? error.stack : messageOf(error)}\n`);
  process.exit(1);
}

function readOptions(): MailServerOptions {
  const { values } = parse();
  const ports: Partial<Ports> = {};
  for (const name of portNames) {
    const text = values[`${name}-port`];
    const port = Number(text ?? 0);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) {
      throw new SetupProblem(
        `--${name}-port is ${text}.`,
        'give a port from 0 to 65535; 0 stands for any free one.',
      );
    }
    if (port > 0) ports[name] = port;
  }
  if ((values.data === undefined) === !values.memory) {
    throw new SetupProblem('It is not said where mail is kept.', 'give either --data DIR or --memory.');
  }
  return { directory: values.data, host: values.host, ports };
}

function parse() {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      options: {
        data: text,
        memory: { type: 'boolean' },
        host: text,
        'smtp-port': text,
        'smtps-port': text,
        'imap-port': text,
        'imaps-port': text,
        'control-port': text,
      },
    });
  } catch (error) {
    throw new SetupProblem(messageOf(error), 'see the first lines of local/mail/main.ts.');
  }
}
