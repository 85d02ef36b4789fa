/** Runs the mail server as its own process, to be killed and started again. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { connectMailControl, type MailControl, type Ports } from '../../../local/mail/index.ts';

const main = fileURLToPath(new URL('../../../local/mail/main.ts', import.meta.url));

export interface ServerProcess {
  ports: Ports;
  ca: string;
  control: MailControl;
  /** Ends the process with a signal and waits until it is gone; gives its exit status. */
  end(signal: 'SIGKILL' | 'SIGTERM' | 'SIGINT'): Promise<number | null>;
}

/** Starts the server and waits until it says that it is ready. */
export async function spawnMailServer(...args: string[]): Promise<ServerProcess> {
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const { ports, ca } = JSON.parse(line) as { ports: Ports; ca: string };
  return {
    ports,
    ca,
    control: connectMailControl(ports.control),
    end: async (signal) => {
      child.kill(signal);
      const [status] = await exited;
      return status;
    },
  };
}

/** Runs the server with arguments that keep it from starting; gives what it says. */
export async function runRefusedServer(
  ...args: string[]
): Promise<{ status: number | null; message: string }> {
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let message = '';
  child.stderr.on('data', (chunk: Buffer) => (message += chunk.toString()));
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, message };
}
