import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

/** An IMAP client that says exactly what it is told, for what imapflow would never say. */
export class RawImap {
  readonly #socket: Socket;
  readonly #lines: AsyncIterator<string>;
  #tags = 0;
  /** The untagged lines before the last command's answer. */
  untagged: string[] = [];

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#lines = createInterface(socket)[Symbol.asyncIterator]();
  }

  static async connect(port: number): Promise<RawImap> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const client = new RawImap(socket);
    await client.nextLine();
    return client;
  }

  send(line: string): void {
    this.#socket.write(`${line}\r\n`);
  }

  async nextLine(): Promise<string> {
    const line = await this.#lines.next();
    if (line.done) throw new Error('the server has closed the connection');
    return line.value;
  }

  /** Runs a command; gives its answer without the tag. */
  async command(line: string): Promise<string> {
    const tag = `t${++this.#tags}`;
    this.send(`${tag} ${line}`);
    this.untagged = [];
    for (;;) {
      const answer = await this.nextLine();
      if (answer.startsWith(`${tag} `)) return answer.slice(tag.length + 1);
      this.untagged.push(answer);
    }
  }

  close(): void {
    this.#socket.destroy();
  }
}
