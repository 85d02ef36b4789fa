import { z } from 'zod';
import { mayChoosePreset } from '../policy/overrides.ts';
import { findDomain } from '../store/domains.ts';
import { readMailbox } from '../store/mailboxes.ts';
import type { Context } from './context.ts';
import { consentReason, settingsProblems, type MailboxSettings } from './mailbox-settings.ts';
import type { FieldProblem } from './problem.ts';
import type { RawFields } from './parse.ts';
import { id, mailAddress } from './schemas/common.ts';
import { serverEndpoint } from './schemas/mailboxes.ts';

/** A field that the schema refuses counts as not given here: it is reported as it is, and the others are looked at. */
function lenient<Schema extends z.ZodType>(schema: Schema) {
  return schema.optional().catch(undefined);
}

const planFields = {
  preset: lenient(z.enum(['default', 'careful', 'fast'])),
  riskAccepted: z.unknown().optional(),
};

const mailboxFields = z.object({
  domainId: lenient(id),
  address: lenient(mailAddress),
  preset: lenient(z.string()),
  smtp: lenient(serverEndpoint),
  imap: lenient(serverEndpoint),
  login: lenient(z.object({ kind: lenient(z.enum(['password', 'xoauth2'])) })),
  warmup: lenient(z.object({ optIn: z.literal(true), ...planFields })),
});

/** What is wrong with a new mailbox beyond its fields' forms: domain, servers, login kind, plan, consent. */
export async function examineMailbox(
  raw: RawFields,
  tenantId: string,
  context: Context,
): Promise<FieldProblem[]> {
  const given = mailboxFields.parse(raw);
  const settings: MailboxSettings = {
    preset: given.preset ?? 'generic',
    smtp: given.smtp,
    imap: given.imap,
    loginKind: given.login?.kind,
  };
  return [
    ...(await addressProblems(given, tenantId, context)),
    ...settingsProblems(context, settings).filter(({ path }) => !isMalformedServer(raw, path)),
    ...(given.warmup
      ? planProblems(given.warmup, consentReason(context.presets, settings), false, 'warmup.')
      : []),
  ];
}

/** A server that was given and can't be read is not missing: the schema says what is wrong with it. */
function isMalformedServer(raw: RawFields, path: string): boolean {
  if (path !== 'smtp' && path !== 'imap') return false;
  const server = raw[path];
  return server !== undefined && !serverEndpoint.safeParse(server).success;
}

async function addressProblems(
  { domainId, address }: { domainId?: string | undefined; address?: string | undefined },
  tenantId: string,
  { store }: Context,
): Promise<FieldProblem[]> {
  if (domainId === undefined) return [];
  const domain = await store.forTenant(tenantId, (tx) => findDomain(tx, domainId));
  if (!domain)
    return [{ path: 'domainId', message: 'is no domain of this tenant', fix: 'Create the domain first.' }];
  if (address === undefined || address.endsWith(`@${domain.name}`)) return [];
  return [
    {
      path: 'address',
      message: 'is not of the domain that domainId names',
      fix: `Give an address that ends in @${domain.name}, or the id of the address's own domain.`,
    },
  ];
}

const plan = z.object(planFields);

/** What is wrong with a new plan of a mailbox beyond its fields' forms. @throws not-found */
export async function examinePlan(
  raw: RawFields,
  { tenantId, mailboxId, isPlatformAdmin }: { tenantId: string; mailboxId: string; isPlatformAdmin: boolean },
  { store, presets }: Context,
): Promise<FieldProblem[]> {
  const { mailbox, warmup } = await store.forTenant(tenantId, (tx) => readMailbox(tx, mailboxId));
  const smtp = { host: mailbox.smtpHost, port: mailbox.smtpPort, security: mailbox.smtpSecurity };
  const imap = { host: mailbox.imapHost, port: mailbox.imapPort, security: mailbox.imapSecurity };
  const reason = warmup?.riskAccepted ? null : consentReason(presets, { preset: mailbox.preset, smtp, imap });
  return planProblems(plan.parse(raw), reason, isPlatformAdmin, '');
}

function planProblems(
  { preset, riskAccepted }: z.infer<typeof plan>,
  consent: string | null,
  isPlatformAdmin: boolean,
  base: string,
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (preset && !mayChoosePreset(preset, { isPlatformAdmin })) {
    const message = 'is for platform admins to choose';
    problems.push({ path: `${base}preset`, message, fix: 'Give default or careful, or ask the platform.' });
  }
  if (consent !== null && riskAccepted === undefined) {
    const fix = 'Have a person accept the risk in writing: acceptedBy and statement.';
    problems.push({ path: `${base}riskAccepted`, message: `is missing: ${consent}`, fix });
  }
  return problems;
}
