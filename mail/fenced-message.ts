import { Readable } from 'node:stream';

/** The fence said no: the message must not be handed over. */
export class FenceClosed extends Error {
  override readonly name = 'FenceClosed';
}

/** A message that asks before it lets its first byte go. */
export interface FencedMessage {
  stream: Readable;
  /** Resolves when no call of the fence is running any more; at once when it never ran. Never rejects. */
  settled: () => Promise<void>;
}

/**
 * Wraps a message in a stream that is lazy to the point: nodemailer reads it only after the server's 354, and its
 * first read calls `beforeHandOver`. Only a true answer, while the stream still lives, lets the bytes through;
 * a false one or a throw destroys the stream, and the final dot is never written.
 *
 * @param passed called right before the first byte is given away
 */
export function fencedMessage(
  raw: Buffer,
  beforeHandOver: () => Promise<boolean>,
  passed: () => void,
): FencedMessage {
  let asked: Promise<void> | undefined;

  async function ask(stream: Readable): Promise<void> {
    try {
      const allowed = await beforeHandOver();
      if (stream.destroyed) return;
      if (!allowed) {
        stream.destroy(new FenceClosed('The message was withdrawn before its first byte.'));
        return;
      }
      passed();
      stream.push(raw);
      stream.push(null);
    } catch (error) {
      stream.destroy(new FenceClosed('The fence failed, so nothing was handed over.', { cause: error }));
    }
  }

  const stream = new Readable({
    read() {
      asked ??= ask(this);
    },
  });
  return { stream, settled: async () => asked };
}
