/**
 * What Samovar's mail code relies on in any IMAP server, told by imapflow. It runs against the local mail server, and can run
 * against another one to keep the local one honest.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { imapClient, withImap } from './clients.ts';
import { changingContract } from './contract-changing.ts';
import { ContractContext, type ContractServer } from './contract-context.ts';
import { findingContract } from './contract-finding.ts';
import { listeningContract } from './contract-listening.ts';

export type { ContractServer } from './contract-context.ts';

/** Declares the tests for a server; `start` is called once, before the first of them. */
export function imapServerContract(name: string, start: () => Promise<ContractServer>): void {
  describe(`${name}, as an IMAP server`, () => {
    const context = new ContractContext();

    beforeAll(() => context.start(start));
    afterAll(() => context.server.stop());

    test('announces the extensions that the product uses', async () => {
      const capabilities = await context.inInbox([], async (client) => [...client.capabilities.keys()]);
      expect(capabilities).toEqual(
        expect.arrayContaining(['IDLE', 'UIDPLUS', 'MOVE', 'SPECIAL-USE', 'CONDSTORE']),
      );
    });

    test('refuses a wrong password as such, and goes on serving', async () => {
      const account = await context.server.newAccount();
      const wrong = imapClient(context.server.imapPort, { ...account, pass: 'wrong' });
      await expect(withImap(wrong, async () => undefined)).rejects.toMatchObject({
        authenticationFailed: true,
      });
      await withImap(imapClient(context.server.imapPort, account), async (client) => {
        expect(client.authenticated).toBe(true);
      });
    });

    test('lists the folders with their special use', async () => {
      const folders = await context.inInbox([], async (client) => client.list());
      const uses = new Map(folders.map((folder) => [folder.path, folder.specialUse]));
      expect(uses.get('INBOX')).toBe('\\Inbox');
      for (const use of ['Sent', 'Drafts', 'Junk', 'Trash']) expect(uses.get(use)).toBe(`\\${use}`);
    });

    test('makes, renames and removes folders, whatever their script', async () => {
      await context.inInbox([], async (client) => {
        await client.mailboxCreate('Прогрев/Grüße');
        await client.mailboxRename('Прогрев', 'Warm-up');
        const paths = (await client.list()).map((folder) => folder.path);
        expect(paths).toContain('Warm-up/Grüße');
        expect(paths).not.toContain('Прогрев/Grüße');
        await client.mailboxDelete('Warm-up/Grüße');
        expect((await client.list()).map((folder) => folder.path)).not.toContain('Warm-up/Grüße');
      });
    });

    findingContract(context);
    changingContract(context);
    listeningContract(context);
  });
}
