import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { connectMailControl, startMailServer } from '../../../local/mail/index.ts';
import { imapClient, withImap } from './clients.ts';
import { anna, boris, sendLetter } from './server.ts';

// Linux has a device that is always full; other systems lack one.
describe.runIf(existsSync('/dev/full'))('a full disk', () => {
  test('is told to whoever wants something stored, which then is not', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'samovar-full-'));
    symlinkSync('/dev/full', join(directory, 'messages.dat'));
    const server = await startMailServer({ directory });
    const control = connectMailControl(server.ports.control);
    for (const { user, pass } of [anna, boris]) await control.addMailbox({ address: user, password: pass });

    await expect(sendLetter(server.ports.smtp, {})).rejects.toMatchObject({
      responseCode: 452,
      response: expect.stringMatching(/^452 4\.3\.1 ENOSPC/) as string,
    });
    await withImap(imapClient(server.ports.imap, boris), async (client) => {
      await expect(client.append('Sent', 'Subject: x\r\n\r\n')).rejects.toMatchObject({
        serverResponseCode: 'SERVERBUG',
      });
      expect(await client.status('Sent', { messages: true })).toMatchObject({ messages: 0 });
    });
    expect(await control.entries('accepted')).toEqual([]);
    expect(await control.readMessages(boris.user)).toEqual([]);

    await server.stop();
    rmSync(directory, { recursive: true });
  });
});
