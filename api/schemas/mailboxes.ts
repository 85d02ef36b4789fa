import { z } from 'zod';
import {
  healthBand,
  id,
  language,
  line,
  mailAddress,
  pageQuery,
  pause,
  serverName,
  time,
  timeZone,
  workflowReference,
} from './common.ts';
import { optIn, stage, warmupSummary } from './warmup.ts';

const security = z.enum(['tls', 'starttls', 'none']).meta({
  description: '`tls` from the first byte, `starttls` before the login, `none` for this machine only.',
});

export const serverEndpoint = z.strictObject({ host: serverName, port: z.int().min(1).max(65535), security });

/** The same as it is shown. */
export const serverView = z.strictObject({ host: z.string(), port: z.int(), security });

/** Where a mailbox's credentials come in; nothing of it ever goes out again but its kind and the user name. */
const credential = z
  .string()
  .min(1)
  .max(8192)
  .refine((text) => !/[\0\r\n]/.test(text), {
    message: 'holds a line break',
    params: { fix: 'Give it without the line break at its end.' },
  })
  .meta({ writeOnly: true });

const username = line(320).optional().meta({ description: 'The address, unless it is given.' });

export const login = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('password'), username, password: credential }),
    z.strictObject({ kind: z.literal('xoauth2'), username, accessToken: credential }),
  ])
  .meta({ id: 'MailboxLogin', description: 'A password (or app password), or an OAuth 2 access token.' });

export type Login = z.infer<typeof login>;

export const changeLoginRequest = login;

export const createMailboxRequest = z
  .strictObject({
    domainId: id,
    address: mailAddress,
    senderName: line(100).meta({ description: 'The name in From.', example: 'Anna Weber' }),
    language: language
      .optional()
      .meta({ description: 'Of its warm-up conversations. The tenant’s, unless given.' }),
    timeZone: timeZone.optional(),
    preset: z.string().default('generic').meta({ description: 'A preset of GET /v1/mailbox-presets.' }),
    smtp: serverEndpoint.optional().meta({ description: 'The preset’s, unless given.' }),
    imap: serverEndpoint.optional().meta({ description: 'The preset’s, unless given.' }),
    login,
    warmup: optIn.optional().meta({ description: 'Without it the mailbox isn’t warmed up.' }),
  })
  .meta({ id: 'CreateMailboxRequest' });

export type CreateMailboxRequest = z.infer<typeof createMailboxRequest>;

export const mailbox = z
  .strictObject({
    id,
    domainId: id,
    address: z.string(),
    senderName: z.string(),
    language,
    timeZone: z.string(),
    preset: z.string(),
    smtp: serverView,
    imap: serverView,
    login: z.strictObject({
      kind: z.enum(['password', 'xoauth2']),
      username: z.string(),
      faultsInARow: z.int(),
      lastFaultAt: time.nullable(),
      lastFaultCode: z.string().nullable(),
      retryAt: time.nullable(),
    }),
    health: healthBand,
    healthSentence: z.string().nullable().meta({ description: 'The evidence of the last change of band.' }),
    healthChangedAt: time.nullable(),
    tendedAt: time.nullable().meta({ description: 'The last complete look into INBOX and Junk.' }),
    paused: pause,
    retiredAt: time.nullable(),
    createdAt: time,
    warmup: warmupSummary.nullable(),
  })
  .meta({ id: 'Mailbox' });

export const listMailboxesQuery = z.strictObject({
  ...pageQuery,
  domainId: id.optional(),
  stage: stage.optional(),
  health: healthBand.optional(),
});

export const changedMailbox = z
  .strictObject({ mailbox, workflows: z.array(workflowReference) })
  .meta({ id: 'ChangedMailbox' });

export const sendingStatus = z
  .strictObject({
    isSending: z.boolean(),
    sentence: z.string().meta({ description: 'Why it isn’t sending, or what it does next.' }),
    gate: z.string().nullable().meta({ description: 'The gate that binds.' }),
    until: time
      .nullable()
      .meta({ description: 'When it may lift by itself: the next check or try, or room in a cap.' }),
    lift: z.string().nullable().meta({ description: 'What would lift it.' }),
  })
  .meta({ id: 'SendingStatus' });
