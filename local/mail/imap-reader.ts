/**
 * Cuts the bytes of an IMAP connection into commands (RFC 3501 section 2.2.1): lines, with literals in between, both
 * synchronizing (`{12}`, the client waits for a continuation) and not (`{12+}`, RFC 7888).
 */

/** A line (latin1, one character per byte) or a literal. */
export type CommandFragment = string | Buffer;

export type ReadResult =
  | { kind: 'command'; fragments: CommandFragment[] }
  /** The client waits for a `+` before it sends its literal. */
  | { kind: 'continue' }
  | { kind: 'too-long' };

const longestLine = 1 << 16;
const largestLiteral = 50 * 1024 * 1024;

export class CommandReader {
  #chunks: Buffer[] = [];
  #length = 0;
  #fragments: CommandFragment[] = [];
  #literalSize: number | undefined;

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
  }

  /** Forgets what has arrived and wasn't read: after STARTTLS it can't be trusted (RFC 3501 section 6.2.1). */
  discard(): void {
    this.#chunks = [];
    this.#length = 0;
    this.#fragments = [];
    this.#literalSize = undefined;
  }

  /** The next command, once all of it is there. */
  nextCommand(): ReadResult | undefined {
    for (;;) {
      if (this.#literalSize !== undefined) {
        if (this.#length < this.#literalSize) return undefined;
        this.#fragments.push(this.#take(this.#literalSize));
        this.#literalSize = undefined;
      }
      const line = this.nextLine();
      if (line === undefined) return this.#length > longestLine ? { kind: 'too-long' } : undefined;
      const literal = /\{(\d+)(\+?)\}$/.exec(line);
      if (!literal) {
        const fragments = [...this.#fragments, line];
        this.#fragments = [];
        return { kind: 'command', fragments };
      }
      const size = Number(literal[1]);
      if (size > largestLiteral) return { kind: 'too-long' };
      this.#fragments.push(line.slice(0, literal.index));
      this.#literalSize = size;
      if (literal[2] === '') return { kind: 'continue' };
    }
  }

  /** The next line without its CRLF, whatever it holds: what AUTHENTICATE and IDLE wait for. */
  nextLine(): string | undefined {
    const bytes = this.#joined();
    const newline = bytes.indexOf(10);
    if (newline < 0) return undefined;
    const line = this.#take(newline + 1).toString('latin1');
    return line.replace(/\r?\n$/, '');
  }

  #joined(): Buffer {
    const [first] = this.#chunks;
    if (first && this.#chunks.length === 1) return first;
    const bytes = Buffer.concat(this.#chunks);
    this.#chunks = [bytes];
    return bytes;
  }

  #take(length: number): Buffer {
    const bytes = this.#joined();
    const rest = bytes.subarray(length);
    this.#chunks = rest.length > 0 ? [rest] : [];
    this.#length = rest.length;
    return bytes.subarray(0, length);
  }
}
