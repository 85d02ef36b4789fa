import { submitSend } from '../../activities/sending.ts';
import type { SubmissionPoint } from '../../activities/dependencies.ts';
import { endpointsOf } from '../../activities/mail-access.ts';
import { composeWarmupMail } from '../../activities/warmup/compose.ts';
import { createResolver } from '../../dns/resolver.ts';
import { openImapSession } from '../../mail/imap.ts';
import { openSmtpSession } from '../../mail/smtp.ts';
import { openStore } from '../../store/connection.ts';
import { openKeyring, type KeySettings } from '../../store/keys.ts';
import { readSend } from '../../store/sends.ts';
import { lockWarmup } from '../../store/warmups.ts';
import { allowed } from '../store/world.ts';
import { testClock } from './world.ts';

export interface ChildOrder {
  readonly databaseUrl: string;
  readonly keys: KeySettings;
  readonly now: string;
  readonly tenantId: string;
  readonly mailboxId: string;
  readonly sendId: string;
  readonly leaseMs: number;
  /** Where this process ends itself by SIGKILL; null lets it go through. */
  readonly dieAt: SubmissionPoint | null;
}

/** A worker's process, as far as one submission goes: it can be killed between any two steps. Prints its verdict. */
const order = JSON.parse(process.argv[2] ?? '') as ChildOrder;
const store = openStore({ databaseUrl: order.databaseUrl });
const dependencies = {
  store,
  clock: testClock(order.now),
  keyring: openKeyring(order.keys),
  resolver: createResolver({ servers: [] }),
  openSmtp: openSmtpSession,
  openImap: openImapSession,
  mailAuthority: undefined,
  submissionLimits: { leaseMs: order.leaseMs, recordMs: 1_000 },
  reached: (point: SubmissionPoint) => {
    if (point === order.dieAt) process.kill(process.pid, 'SIGKILL');
  },
};
const { context, row } = await store.forTenant(order.tenantId, async (tx) => ({
  context: await lockWarmup(tx, order.mailboxId),
  row: await readSend(tx, order.sendId),
}));
if (!context) throw new Error('no such mailbox');
const verdict = await submitSend(dependencies, {
  tenantId: order.tenantId,
  sendId: order.sendId,
  message: await composeWarmupMail(dependencies, context, row),
  evaluate: () => allowed,
  connect: () => openSmtpSession(endpointsOf(dependencies, context.mailbox).smtp),
});
process.stdout.write(JSON.stringify(verdict));
process.exit(0);
