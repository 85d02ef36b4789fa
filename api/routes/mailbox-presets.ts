import { z } from 'zod';
import { tenantRoute } from '../route.ts';
import { serverView } from '../schemas/mailboxes.ts';

const mailboxPreset = z
  .strictObject({
    name: z.string(),
    title: z.string(),
    smtp: serverView.nullable().meta({ description: 'Null where only the owner of the mailbox knows.' }),
    imap: serverView.nullable(),
    logins: z.array(z.enum(['password', 'app-password', 'xoauth2'])).meta({
      description: 'The recommended first. An app password is given as a password.',
    }),
    warmupNeedsConsent: z.string().nullable().meta({
      description:
        'Why a person has to accept a risk in writing before its mailboxes are warmed up; null: no need.',
    }),
  })
  .meta({ id: 'MailboxPreset' });

export const mailboxPresetRoutes = [
  tenantRoute('read', {
    method: 'get',
    path: '/v1/mailbox-presets',
    operationId: 'listMailboxPresets',
    summary: 'List what is known of mail providers: servers, logins, whether warm-up needs consent',
    tag: 'mailboxes',
    answers: { 200: z.strictObject({ items: z.array(mailboxPreset) }).meta({ id: 'MailboxPresetList' }) },
    handle: async ({ context: { presets } }) => {
      const items = Object.entries(presets).map(
        ([name, { title, smtp, imap, authKinds, warmupNeedsConsent }]) => {
          return { name, title, smtp, imap, logins: [...authKinds], warmupNeedsConsent };
        },
      );
      return { status: 200, body: { items } };
    },
  }),
];
