import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  connectMailControl,
  type MailControl,
  type MailServer,
  startMailServer,
} from '../../../local/mail/index.ts';
import { imapClient, nextEvent, withImap } from './clients.ts';
import { RawImap } from './raw-imap.ts';

describe('the local IMAP server', () => {
  const boris = { user: 'boris@two.test', pass: 'secret' };
  let server: MailServer;
  let control: MailControl;

  beforeAll(async () => {
    server = await startMailServer();
    control = connectMailControl(server.ports.control);
    await control.addMailbox({ address: boris.user, password: boris.pass, token: 'bearer-token' });
  });
  afterAll(() => server.stop());

  test('speaks STARTTLS, with a certificate that its CA vouches for', async () => {
    const client = imapClient(server.ports.imap, boris, { doSTARTTLS: true, tls: { ca: server.ca } });
    await withImap(client, async () => expect(client.secureConnection).toBe(true));
  });

  test('speaks TLS from the first byte on the other port', async () => {
    const tls = { ca: server.ca, servername: 'localhost' };
    const client = imapClient(server.ports.imaps, boris, { secure: true, tls });
    await withImap(client, async () => expect(client.secureConnection).toBe(true));
  });

  test.each(['AUTH=PLAIN', 'AUTH=LOGIN', 'LOGIN'])('logs in by %s', async (loginMethod) => {
    const client = imapClient(server.ports.imap, { ...boris, loginMethod });
    await withImap(client, async () => expect(client.authenticated).toBe(true));
  });

  test('logs in by XOAUTH2, and refuses a wrong token as such', async () => {
    const right = imapClient(server.ports.imap, { user: boris.user, accessToken: 'bearer-token' });
    await withImap(right, async () => expect(right.authenticated).toBe(true));
    const wrong = imapClient(server.ports.imap, { user: boris.user, accessToken: 'stale' });
    await expect(withImap(wrong, async () => undefined)).rejects.toMatchObject({
      authenticationFailed: true,
    });
  });

  test('makes a folder with a special use, once', async () => {
    const raw = await RawImap.connect(server.ports.imap);
    await raw.command('LOGIN boris@two.test secret');
    expect(await raw.command('CREATE All (USE (\\All))')).toMatch(/^OK/);
    expect(await raw.command('CREATE Everything (USE (\\All))')).toMatch(/^NO \[USEATTR\]/);
    expect(await raw.command('CREATE Important (USE (\\Important))')).toMatch(/^NO \[USEATTR\]/);
    await raw.command('LIST (SPECIAL-USE) "" "*"');
    expect(raw.untagged).toContain('* LIST (\\HasNoChildren \\All) "/" "All"');
    expect(raw.untagged.join()).not.toContain('INBOX');
    raw.close();
  });

  test('takes literals with and without waiting', async () => {
    const raw = await RawImap.connect(server.ports.imap);
    raw.send('a LOGIN {14}');
    expect(await raw.nextLine()).toMatch(/^\+/);
    raw.send('boris@two.test {6+}');
    raw.send('secret');
    expect(await raw.nextLine()).toMatch(/^a OK/);
    raw.close();
  });

  test('answers nonsense with BAD and goes on', async () => {
    const raw = await RawImap.connect(server.ports.imap);
    expect(await raw.command('FROBNICATE')).toMatch(/^BAD/);
    expect(await raw.command('SELECT INBOX')).toMatch(/^BAD log in first/);
    await raw.command('LOGIN boris@two.test secret');
    expect(await raw.command('FETCH 1 FLAGS')).toMatch(/^BAD select a folder first/);
    await raw.command('SELECT INBOX');
    expect(await raw.command('FETCH x FLAGS')).toMatch(/^BAD/);
    expect(await raw.command('FETCH 1 (FLAGS')).toMatch(/^BAD/);
    expect(await raw.command('SEARCH BEFORE yesterday')).toMatch(/^BAD/);
    expect(await raw.command('STORE 1 +FLAGS (\\Nonsense)')).toMatch(/^BAD/);
    expect(await raw.command('UID NOOP')).toMatch(/^BAD/);
    expect(await raw.command('NOOP')).toMatch(/^OK/);
    raw.close();
  });

  test('stores flags only where nobody was faster', async () => {
    const address = await newMailbox('faster@two.test');
    await control.deliver(address, 'Subject: one\n\nText\n');
    const raw = await RawImap.connect(server.ports.imap);
    await raw.command(`LOGIN ${address} secret`);
    await raw.command('SELECT INBOX');
    const modseq = Number(/HIGHESTMODSEQ (\d+)/.exec(raw.untagged.join())?.[1]);
    await raw.command('STORE 1 +FLAGS (\\Flagged)');
    expect(await raw.command(`UID STORE 1 (UNCHANGEDSINCE ${modseq}) +FLAGS (\\Seen)`)).toMatch(
      /^OK \[MODIFIED 1\]/,
    );
    const [message] = await control.readMessages(address);
    expect(message?.flags).toEqual(['\\Flagged']);
    raw.close();
  });

  test('marks a message as read when its body is fetched', async () => {
    const address = await newMailbox('reader@two.test');
    await control.deliver(address, 'Subject: one\n\nText\n');
    const raw = await RawImap.connect(server.ports.imap);
    await raw.command(`LOGIN ${address} secret`);
    await raw.command('EXAMINE INBOX');
    await raw.command('FETCH 1 BODY[TEXT]');
    expect((await control.readMessages(address))[0]?.flags).toEqual([]);
    await raw.command('SELECT INBOX');
    await raw.command('FETCH 1 BODY[TEXT]<0.3>');
    expect(raw.untagged.join('\r\n')).toContain('BODY[TEXT]<0> {3}\r\nTex)');
    expect((await control.readMessages(address))[0]?.flags).toEqual(['\\Seen']);
    raw.close();
  });

  test('refuses to change a folder that is open for reading only', async () => {
    const address = await newMailbox('examiner@two.test');
    await control.deliver(address, 'Subject: one\n\nText\n');
    const raw = await RawImap.connect(server.ports.imap);
    await raw.command(`LOGIN ${address} secret`);
    await raw.command('EXAMINE INBOX');
    for (const command of ['STORE 1 +FLAGS (\\Seen)', 'MOVE 1 Junk', 'EXPUNGE']) {
      expect(await raw.command(command)).toMatch(/^NO \[READ-ONLY\]/);
    }
    raw.close();
  });

  test('keeps sequence numbers as the client knows them until it may tell of changes', async () => {
    const address = await newMailbox('numbers@two.test');
    for (const subject of ['one', 'two', 'three'])
      await control.deliver(address, `Subject: ${subject}\n\nText\n`);
    const first = await RawImap.connect(server.ports.imap);
    const second = await RawImap.connect(server.ports.imap);
    for (const client of [first, second]) {
      await client.command(`LOGIN ${address} secret`);
      await client.command('SELECT INBOX');
    }
    await second.command('MOVE 1 Trash');
    await first.command('FETCH 3 (BODY.PEEK[HEADER.FIELDS (SUBJECT)])');
    expect(first.untagged.join('\r\n')).toContain('Subject: three');
    expect(first.untagged.join()).not.toContain('EXPUNGE');
    await first.command('NOOP');
    expect(first.untagged).toEqual(['* 1 EXPUNGE']);
    for (const client of [first, second]) client.close();
  });

  test('cuts the connections of a mailbox on request', async () => {
    const address = await newMailbox('dropped@two.test');
    const client = imapClient(server.ports.imap, { user: address, pass: 'secret' });
    await client.connect();
    const closed = nextEvent(client, 'close');
    expect(await control.dropImap(address)).toEqual({ dropped: 1 });
    await closed;
  });

  test('changes UIDVALIDITY on request, and cuts those who know the old UIDs', async () => {
    const address = await newMailbox('renumbered@two.test');
    for (const subject of ['one', 'two', 'three'])
      await control.deliver(address, `Subject: ${subject}\n\nText\n`);
    const client = imapClient(server.ports.imap, { user: address, pass: 'secret' });
    await client.connect();
    const before = await client.mailboxOpen('INBOX');
    await client.messageDelete('1');
    const closed = nextEvent(client, 'close');
    const { uidValidity } = await control.changeUidValidity(address);
    await closed;
    await withImap(imapClient(server.ports.imap, { user: address, pass: 'secret' }), async (again) => {
      const after = await again.mailboxOpen('INBOX');
      expect(after.uidValidity).toBe(BigInt(uidValidity));
      expect(after.uidValidity).not.toBe(before.uidValidity);
      expect(await again.search({ all: true }, { uid: true })).toEqual([1, 2]);
    });
  });

  test('forgets a removed mailbox, and takes a changed password at once', async () => {
    const address = await newMailbox('leaving@two.test');
    await control.changeMailbox(address, { password: 'another' });
    const stale = imapClient(server.ports.imap, { user: address, pass: 'secret' });
    await expect(withImap(stale, async () => undefined)).rejects.toMatchObject({
      authenticationFailed: true,
    });
    const client = imapClient(server.ports.imap, { user: address, pass: 'another' });
    await client.connect();
    const closed = nextEvent(client, 'close');
    await control.removeMailbox(address);
    await closed;
    const late = imapClient(server.ports.imap, { user: address, pass: 'another' });
    await expect(withImap(late, async () => undefined)).rejects.toMatchObject({ authenticationFailed: true });
  });

  async function newMailbox(address: string): Promise<string> {
    await control.addMailbox({ address, password: 'secret' });
    return address;
  }
});
