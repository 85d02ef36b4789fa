import { join } from 'node:path';
import { startChild, type Child } from './child.ts';
import { folderIn } from './data-directory.ts';
import { connectMailControl, type MailControl } from './mail/control-client.ts';
import type { Ports } from './mail/ports.ts';
import { portSetting } from './port-settings.ts';

export interface MailProcess extends Child {
  readonly ports: Ports;
  /** File of the certificate that its clients trust. */
  readonly authorityFile: string;
  readonly control: MailControl;
}

/** Starts the local mail server as a process of its own, its mail in `<dataDir>/mail`, on the ports of its last start. */
export async function startMailProcess(dataDir: string): Promise<MailProcess> {
  const started: { ports: Ports; ca: string }[] = [];
  const child = await startChild({
    name: 'The mail server',
    command: process.execPath,
    args: [
      join(import.meta.dirname, 'mail/main.ts'),
      '--data',
      folderIn(dataDir, 'mail'),
      ...portArguments(),
    ],
    logFile: join(folderIn(dataDir, 'log'), 'mail.log'),
    pidFile: join(folderIn(dataDir, 'run'), 'mail.json'),
    isReady: ({ output }) => {
      const line = readyLine(output);
      if (line) started.push(line);
      return line !== null;
    },
    readyWithinMs: 20_000,
  });
  const [ready] = started;
  if (!ready) throw new Error('The mail server said nothing of its ports.');
  const { ports, ca } = ready;
  return { ...child, ports, authorityFile: ca, control: connectMailControl(ports.control) };
}

/** `SAMOVAR_SMTP_PORT`, `SAMOVAR_IMAP_PORT`, `SAMOVAR_MAIL_CONTROL_PORT`, for the ports that the README's tour uses. */
function portArguments(): string[] {
  const chosen = {
    '--smtp-port': portSetting('SAMOVAR_SMTP_PORT'),
    '--imap-port': portSetting('SAMOVAR_IMAP_PORT'),
    '--control-port': portSetting('SAMOVAR_MAIL_CONTROL_PORT'),
  };
  return Object.entries(chosen).flatMap(([flag, port]) => (port === undefined ? [] : [flag, String(port)]));
}

/** The line of JSON that it prints once all its ports answer. */
function readyLine(output: string): { ports: Ports; ca: string } | null {
  const line = output.split('\n').find((one) => one.startsWith('{"ports"'));
  return line === undefined ? null : (JSON.parse(line) as { ports: Ports; ca: string });
}
