import type { z } from 'zod';
import type { WarmedMailbox } from '../../store/mailboxes.ts';
import type { mailbox as mailboxSchema } from '../schemas/mailboxes.ts';
import { pauseView, timeView } from './common.ts';

/** A mailbox without its secret, which no answer holds. */
export function mailboxView({ mailbox, warmup }: WarmedMailbox): z.input<typeof mailboxSchema> {
  return {
    id: mailbox.id,
    domainId: mailbox.domainId,
    address: mailbox.address,
    senderName: mailbox.senderName,
    language: mailbox.language,
    timeZone: mailbox.timeZone,
    preset: mailbox.preset,
    smtp: { host: mailbox.smtpHost, port: mailbox.smtpPort, security: mailbox.smtpSecurity },
    imap: { host: mailbox.imapHost, port: mailbox.imapPort, security: mailbox.imapSecurity },
    login: {
      kind: mailbox.authKind,
      username: mailbox.username,
      faultsInARow: mailbox.loginFaults,
      lastFaultAt: timeView(mailbox.loginFaultAt),
      lastFaultCode: mailbox.loginFaultCode,
      retryAt: timeView(mailbox.loginRetryAt),
    },
    health: mailbox.health,
    healthSentence: (mailbox.healthEvidence as { sentence: string } | null)?.sentence ?? null,
    healthChangedAt: timeView(mailbox.healthChangedAt),
    tendedAt: timeView(mailbox.tendedAt),
    paused: pauseView(mailbox),
    retiredAt: timeView(mailbox.retiredAt),
    createdAt: timeView(mailbox.createdAt),
    warmup: warmup && {
      stage: warmup.stage,
      phase: warmup.phase,
      day: warmup.day,
      nextActionAt: timeView(warmup.nextActionAt),
      graduatedAt: timeView(warmup.graduatedAt),
    },
  };
}
