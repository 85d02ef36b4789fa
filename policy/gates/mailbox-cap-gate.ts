import { hardLimits } from '../schema.ts';
import { judgeCap, type Budget } from './cap-gate.ts';
import type { Gate } from './gate.ts';

export interface MailboxCapSnapshot {
  readonly at: Date;
  /** All mail of the mailbox: warm-up, its answers, cold mail, and what people sent by hand. */
  readonly mailboxBudget: Budget;
}

/** All mail of a mailbox within rolling 24 hours. */
export const mailboxCapGate: Gate<MailboxCapSnapshot> = {
  name: 'mailbox-cap',
  judge: ({ at, mailboxBudget }, { caps }) =>
    judgeCap(at, mailboxBudget, [
      { name: 'The cap of the mailbox', limit: caps.mailboxPerDay },
      { name: 'The hard limit of a mailbox', limit: hardLimits.outgoingPerDay },
    ]),
};
