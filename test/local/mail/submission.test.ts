import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { smtpClient } from './clients.ts';
import { anna, boris, startTestMail, type TestMail } from './server.ts';

describe('submitting mail', () => {
  let mail: TestMail;

  beforeAll(async () => {
    mail = await startTestMail();
  });
  afterAll(() => mail.stop());

  test('delivers across domains, with the trace of the last server on top', async () => {
    const { response } = await mail.send({
      messageId: '<crossing@one.test>',
      subject: 'Grüße',
      text: '.dot\n..dots',
    });
    expect(response).toMatch(/^250 2\.0\.0 Ok: queued as /);
    const messages = await mail.control.readMessages(boris.user);
    const message = messages.find(({ messageId }) => messageId === '<crossing@one.test>');
    expect(message?.headers).toMatchObject({
      'return-path': '<anna@one.test>',
      'delivered-to': 'boris@two.test',
      from: 'anna@one.test',
      subject: '=?UTF-8?Q?Gr=C3=BC=C3=9Fe?=',
    });
    expect(message?.headers['received']).toContain('for <boris@two.test>');
    expect(message?.raw.toString()).toMatch(/\r\n\r\n\.dot\r\n\.\.dots\r\n$/);
  });

  test('delivers one copy to each recipient', async () => {
    const to = ['carla@two.test', 'dora@three.test'];
    for (const address of to) await mail.control.addMailbox({ address, password: 'secret' });
    await mail.send({ messageId: '<both@one.test>', to });
    for (const address of to) {
      const messages = await mail.control.readMessages(address);
      expect(messages.map(({ messageId }) => messageId)).toEqual(['<both@one.test>']);
    }
  });

  test('speaks STARTTLS and TLS from the first byte, with a certificate that its CA vouches for', async () => {
    const tls = { ca: mail.server.ca, servername: 'localhost' };
    await mail.send({ transport: { ignoreTLS: false, requireTLS: true, tls } });
    await mail.send({ transport: { port: mail.server.ports.smtps, secure: true, tls } });
  });

  test.each(['PLAIN', 'LOGIN'])('logs in by AUTH %s', async (authMethod) => {
    await mail.send({ transport: { authMethod } });
  });

  test('logs in by XOAUTH2, and refuses a wrong token', async () => {
    const auth = { type: 'OAuth2' as const, user: anna.user, accessToken: `token-of-${anna.user}` };
    await mail.send({ transport: { auth } });
    await expect(mail.send({ transport: { auth: { ...auth, accessToken: 'stale' } } })).rejects.toMatchObject(
      {
        code: 'EAUTH',
      },
    );
  });

  test('refuses a wrong password with 535', async () => {
    await expect(mail.send({ transport: { auth: { ...anna, pass: 'wrong' } } })).rejects.toMatchObject({
      code: 'EAUTH',
      responseCode: 535,
    });
  });

  test('refuses a recipient that nobody has, and a sender that is somebody else', async () => {
    await expect(mail.send({ to: 'nobody@two.test' })).rejects.toMatchObject({
      responseCode: 550,
      response: '550 5.1.1 No such user here',
    });
    const client = smtpClient(mail.server.ports.smtp, boris);
    const forged = client.sendMail({ from: anna.user, to: boris.user, text: 'Text' });
    await expect(forged).rejects.toMatchObject({ responseCode: 553 });
    client.close();
  });

  test('refuses submission without a login', async () => {
    await expect(mail.send({ transport: { auth: undefined } })).rejects.toMatchObject({ responseCode: 530 });
  });

  test('files sent mail only for mailboxes that ask for it', async () => {
    await mail.send({ messageId: '<unfiled@one.test>' });
    await mail.control.changeMailbox(anna.user, { options: { filesSentMail: true } });
    await mail.send({ messageId: '<filed@one.test>' });
    await mail.control.changeMailbox(anna.user, { options: { filesSentMail: false } });
    const sent = await mail.control.readMessages(anna.user, 'Sent');
    expect(sent.map(({ messageId, flags }) => [messageId, flags])).toEqual([
      ['<filed@one.test>', ['\\Seen']],
    ]);
  });

  test('logs each accepted message with its envelope, Message-ID and hash, and each delivery', async () => {
    const { messageId } = await mail.send({ messageId: '<logged@one.test>' });
    const [accepted] = await mail.control.entries('accepted', { messageId });
    const [delivered] = await mail.control.entries('delivered', { messageId });
    const [message] = (await mail.control.readMessages(boris.user)).filter(
      (one) => one.messageId === messageId,
    );
    const submitted = message?.raw.subarray(message.raw.indexOf('From: anna')) ?? Buffer.alloc(0);
    expect(accepted).toMatchObject({
      user: anna.user,
      from: anna.user,
      to: [boris.user],
      size: submitted.length,
      sha256: createHash('sha256').update(submitted).digest('hex'),
    });
    expect(delivered).toMatchObject({ to: boris.user, folder: 'INBOX', uid: message?.uid, source: 'smtp' });
  });

  test('logs refusals and failed logins, and nothing as accepted for them', async () => {
    const { next } = await mail.control.readLog();
    await expect(mail.send({ to: 'nobody@two.test' })).rejects.toThrow();
    await expect(mail.send({ transport: { auth: { ...anna, pass: 'wrong' } } })).rejects.toThrow();
    const { entries } = await mail.control.readLog({ after: next });
    expect(entries).toMatchObject([
      { event: 'logged-in', protocol: 'smtp', user: anna.user },
      { event: 'refused', phase: 'rcpt', code: 550, to: 'nobody@two.test' },
      { event: 'login-failed', protocol: 'smtp', user: anna.user },
    ]);
  });
});
