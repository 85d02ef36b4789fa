/** Hearing of changes. */
import { expect, test } from 'vitest';
import { imapClient, nextEvent, withImap } from './clients.ts';
import { type ContractContext, letter } from './contract-context.ts';

export function listeningContract(context: ContractContext): void {
  test('tells what has changed since a mod-sequence', async () => {
    await context.inInbox([letter('<a@one.test>'), letter('<b@one.test>')], async (client) => {
      const { highestModseq } = await client.mailboxOpen('INBOX');
      await client.messageFlagsAdd('2', ['\\Flagged']);
      const changed = await client.fetchAll('1:*', { flags: true }, { changedSince: highestModseq ?? 0n });
      expect(changed.map((message) => message.seq)).toEqual([2]);
    });
  });

  test('tells an idling client of new mail at once', async () => {
    await context.inInbox([], async (client, account) => {
      const arrival = nextEvent<{ count: number }>(client, 'exists');
      const idle = client.idle();
      await context.server.deliver(account.user, letter('<a@one.test>'));
      expect((await arrival).count).toBe(1);
      await client.noop();
      await idle;
    });
  });

  test('tells an idling client what another one did', async () => {
    await context.inInbox([letter('<a@one.test>'), letter('<b@one.test>')], async (client, account) => {
      const flagged = nextEvent<{ seq: number; flags: Set<string> }>(client, 'flags');
      const expunged = nextEvent<{ seq: number }>(client, 'expunge');
      const idle = client.idle();
      await withImap(imapClient(context.server.imapPort, account), async (other) => {
        await other.mailboxOpen('INBOX');
        await other.messageFlagsAdd('1', ['$Opened']);
        expect([...(await flagged).flags]).toContain('$Opened');
        await other.messageMove('2', 'Trash');
      });
      expect((await expunged).seq).toBe(2);
      await client.noop();
      await idle;
    });
  });
}
