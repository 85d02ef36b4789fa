import { openImapSession, type ImapSession } from '../../mail/imap.ts';
import type { TestMailbox } from './mail-world.ts';

let count = 0;

/** A message with an id of its own; headers given here replace or join the usual ones. */
export function letter(headers: Record<string, string> = {}): { id: string; raw: string } {
  count += 1;
  const id = `<letter-${count}@two.test>`;
  const all = { 'Message-ID': id, From: 'Bob <bob@two.test>', Subject: `letter ${count}`, ...headers };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\n`);
  return { id, raw: `${head.join('')}\nhello\n` };
}

/** Opens a session for the length of some work. */
export async function withSession<T>(
  { imap }: Pick<TestMailbox, 'imap'>,
  work: (session: ImapSession) => Promise<T>,
): Promise<T> {
  const session = await openImapSession(imap, { headers: ['X-Order-Route-Ref'] });
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}
