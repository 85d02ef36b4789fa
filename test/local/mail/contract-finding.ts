/** Finding and reading mail. */
import type { ImapFlow } from 'imapflow';
import { expect, test } from 'vitest';
import { type ContractContext, flagsOf, letter } from './contract-context.ts';

export function findingContract(context: ContractContext): void {
  test('finds a message by its Message-ID and by any header', async () => {
    await context.inInbox([letter('<a@one.test>'), letter('<b@one.test>')], async (client) => {
      const byId = (id: string) => client.search({ header: { 'message-id': id } }, { uid: true });
      expect(await byId('<b@one.test>')).toEqual([2]);
      expect(await byId('<none@one.test>')).toEqual([]);
      expect(await client.search({ header: { 'x-opaque': 'token-7' } }, { uid: true })).toEqual([1, 2]);
      expect(await client.search({ header: { 'x-opaque': 'token-8' } }, { uid: true })).toEqual([]);
    });
  });

  test('searches by flags, addresses, dates, sizes, text and their combinations', async () => {
    const messages = [letter('<a@one.test>', 'Invoice 17'), letter('<b@one.test>', 'Holiday')];
    await context.inInbox(messages, async (client) => {
      await client.messageFlagsAdd('1', ['\\Seen', '$NotJunk']);
      const found = (query: Parameters<ImapFlow['search']>[0]) => client.search(query, { uid: true });
      expect(await found({ seen: true })).toEqual([1]);
      expect(await found({ seen: false })).toEqual([2]);
      expect(await found({ keyword: '$NotJunk' })).toEqual([1]);
      expect(await found({ unKeyword: '$NotJunk' })).toEqual([2]);
      expect(await found({ subject: 'invoice' })).toEqual([1]);
      expect(await found({ from: 'anna@one.test', to: 'carla@three.test' })).toEqual([1, 2]);
      expect(await found({ body: 'Grüße' })).toEqual([1, 2]);
      expect(await found({ or: [{ subject: 'Invoice' }, { subject: 'Holiday' }] })).toEqual([1, 2]);
      expect(await found({ not: { subject: 'Holiday' } })).toEqual([1]);
      expect(await found({ sentSince: '2026-01-02' })).toEqual([1, 2]);
      expect(await found({ sentBefore: '2026-01-02' })).toEqual([]);
      expect(await found({ uid: '2:*' })).toEqual([2]);
      expect(await found({ larger: 100_000 })).toEqual([]);
    });
  });

  test('shows envelope, structure, size, headers, parts and source', async () => {
    const raw = letter('<a@one.test>');
    const message = await context.inInbox([raw], async (client) =>
      client.fetchOne('1', {
        uid: true,
        envelope: true,
        bodyStructure: true,
        size: true,
        flags: true,
        source: true,
        headers: ['x-opaque', 'subject'],
        bodyParts: ['1', '2', '2.mime'],
      }),
    );
    if (!message) throw new Error('no message');
    expect(message.envelope).toMatchObject({
      subject: 'Lunch on Friday',
      messageId: '<a@one.test>',
      inReplyTo: '<before@two.test>',
      date: new Date('2026-01-02T03:04:05Z'),
      from: [{ name: 'Anna Ångström', address: 'anna@one.test' }],
      to: [{ name: 'Boris', address: 'boris@two.test' }, { address: 'carla@three.test' }],
      cc: [{ name: 'Jürgen', address: 'juergen@four.test' }],
    });
    expect(message.bodyStructure).toMatchObject({
      type: 'multipart/mixed',
      childNodes: [
        { part: '1', type: 'text/plain', encoding: 'quoted-printable', parameters: { charset: 'utf-8' } },
        { part: '2', type: 'application/pdf', disposition: 'attachment', size: 8 },
      ],
    });
    expect(message.source?.toString()).toContain(raw);
    expect(message.source?.length).toBe(message.size);
    expect(message.headers?.toString()).toMatch(/^(Subject: Lunch on Friday|X-Opaque: token-7)\r\n/);
    expect(message.bodyParts?.get('1')?.toString()).toBe('Gr=C3=BC=C3=9Fe');
    expect(message.bodyParts?.get('2')?.toString()).toBe('bWVudQ==');
    expect(message.bodyParts?.get('2.mime')?.toString()).toContain('filename="menu.pdf"');
  });

  test('reads without marking as read', async () => {
    await context.inInbox([letter('<a@one.test>')], async (client) => {
      await client.fetchOne('1', { source: true, headers: true, bodyParts: ['1'] });
      const message = await client.fetchOne('1', { flags: true });
      expect(flagsOf(message)).not.toContain('\\Seen');
    });
  });
}
