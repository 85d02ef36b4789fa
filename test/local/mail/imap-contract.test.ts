import { connectMailControl, startMailServer } from '../../../local/mail/index.ts';
import { imapServerContract } from './contract.ts';

imapServerContract('the local mail server', async () => {
  const server = await startMailServer();
  const control = connectMailControl(server.ports.control);
  let accounts = 0;
  return {
    imapPort: server.ports.imap,
    newAccount: async () => {
      accounts += 1;
      const account = { user: `mailbox-${accounts}@two.test`, pass: 'secret' };
      await control.addMailbox({ address: account.user, password: account.pass });
      return account;
    },
    deliver: async (user, raw) => {
      await control.deliver(user, raw);
    },
    stop: () => server.stop(),
  };
});
