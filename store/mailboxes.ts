import type { Selectable } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { SamovarError } from '../policy/errors.ts';
import { recordChange, type Actor } from './change-log.ts';
import type { Tx } from './connection.ts';
import type { Mailbox, Warmup } from './database.ts';
import type { Keyring } from './keys.ts';
import { noSuch } from './not-found.ts';
import { pageOf, type Page, type PageRequest } from './pages.ts';
import { readTenant } from './tenants.ts';
import { optIntoWarmup, type WarmupPlan } from './warmup-plans.ts';
import type { Wake } from './warmup-wakes.ts';

export type MailboxRow = Selectable<Mailbox>;

/** A mailbox with its warm-up, null where it has none. */
export interface WarmedMailbox {
  readonly mailbox: MailboxRow;
  readonly warmup: Selectable<Warmup> | null;
}

export interface ChangedMailbox extends WarmedMailbox {
  readonly wakes: readonly Wake[];
}

export interface MailboxLogin {
  readonly kind: MailboxRow['authKind'];
  readonly username: string;
  readonly secret: string;
}

type Server = { readonly host: string; readonly port: number; readonly security: MailboxRow['smtpSecurity'] };

export interface NewMailbox {
  readonly domainId: string;
  readonly address: string;
  readonly senderName: string;
  /** The tenant's where none is given. */
  readonly language?: MailboxRow['language'] | undefined;
  readonly timeZone?: string | undefined;
  readonly preset: string;
  readonly smtp: Server;
  readonly imap: Server;
  readonly login: MailboxLogin;
  readonly warmup: WarmupPlan | null;
}

/**
 * Takes a mailbox in, its secret sealed, and its warm-up with the start of its workflow where there is one: all of it or nothing.
 * @throws conflict-duplicate, invalid-state (the domain is retired), not-found (no such domain)
 */
export async function createMailbox(
  tx: Tx,
  keyring: Keyring,
  actor: Actor,
  input: NewMailbox,
): Promise<ChangedMailbox> {
  await lockDomainForUse(tx, input.domainId);
  await refuseDuplicate(tx, keyring, input.address);
  const tenant = await readTenant(tx, actor.tenantId);
  const id = uuidv7();
  const mailbox = await tx
    .insertInto('mailbox')
    .values({
      id,
      tenantId: actor.tenantId,
      domainId: input.domainId,
      address: input.address,
      addressLookup: keyring.lookup(input.address),
      senderName: input.senderName,
      language: input.language ?? tenant.language,
      timeZone: input.timeZone ?? tenant.timeZone,
      preset: input.preset,
      smtpHost: input.smtp.host,
      smtpPort: input.smtp.port,
      smtpSecurity: input.smtp.security,
      imapHost: input.imap.host,
      imapPort: input.imap.port,
      imapSecurity: input.imap.security,
      ...loginColumns(keyring, actor.tenantId, id, input.login),
      createdAt: actor.at,
    })
    // Somebody may have added it since the look above.
    .onConflict((conflict) => conflict.columns(['tenantId', 'addressLookup']).doNothing())
    .returningAll()
    .executeTakeFirst();
  if (!mailbox) throw duplicate();
  await recordChange(tx, actor, { subject: 'mailbox', subjectId: id, change: 'created' });
  if (!input.warmup) return { mailbox, warmup: null, wakes: [] };
  const { warmup, wake } = await optIntoWarmup(tx, actor, mailbox, input.warmup);
  return { mailbox, warmup, wakes: [wake] };
}

/** @throws not-found */
export async function readMailbox(tx: Tx, mailboxId: string): Promise<WarmedMailbox> {
  const mailbox = await tx.selectFrom('mailbox').selectAll().where('id', '=', mailboxId).executeTakeFirst();
  if (!mailbox) throw noSuch('mailbox');
  const warmup = await tx
    .selectFrom('warmup')
    .selectAll()
    .where('mailboxId', '=', mailboxId)
    .executeTakeFirst();
  return { mailbox, warmup: warmup ?? null };
}

export interface MailboxFilter {
  readonly domainId?: string | undefined;
  readonly stage?: Warmup['stage'] | undefined;
  readonly health?: MailboxRow['health'] | undefined;
}

/** The tenant's mailboxes, oldest first, retired ones included. */
export async function listMailboxes(
  tx: Tx,
  filter: MailboxFilter,
  page: PageRequest,
): Promise<Page<WarmedMailbox>> {
  const { domainId, stage, health } = filter;
  const ids = await tx
    .selectFrom('mailbox')
    .leftJoin('warmup', 'warmup.mailboxId', 'mailbox.id')
    .select('mailbox.id')
    .$if(page.cursor !== undefined, (query) => query.where('mailbox.id', '>', page.cursor ?? ''))
    .$if(domainId !== undefined, (query) => query.where('mailbox.domainId', '=', domainId ?? ''))
    .$if(stage !== undefined, (query) => query.where('warmup.stage', '=', stage ?? 'stopped'))
    .$if(health !== undefined, (query) => query.where('mailbox.health', '=', health ?? 'good'))
    .orderBy('mailbox.id')
    .limit(page.limit + 1)
    .execute();
  const { items, next } = pageOf(ids, page);
  return {
    items: await mailboxesByIds(
      tx,
      items.map(({ id }) => id),
    ),
    next,
  };
}

async function mailboxesByIds(tx: Tx, ids: readonly string[]): Promise<WarmedMailbox[]> {
  if (ids.length === 0) return [];
  const mailboxes = await tx.selectFrom('mailbox').selectAll().where('id', 'in', ids).orderBy('id').execute();
  const warmups = await tx.selectFrom('warmup').selectAll().where('mailboxId', 'in', ids).execute();
  const warmupOf = new Map(warmups.map((warmup) => [warmup.mailboxId, warmup]));
  return mailboxes.map((mailbox) => ({ mailbox, warmup: warmupOf.get(mailbox.id) ?? null }));
}

/** The provider presets of a domain's mailboxes, each once, in alphabetical order. */
export async function presetsOfDomain(tx: Tx, domainId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('mailbox')
    .select('preset')
    .distinct()
    .where('domainId', '=', domainId)
    .where('retiredAt', 'is', null)
    .orderBy('preset')
    .execute();
  return rows.map(({ preset }) => preset);
}

/** The columns that hold a login, its secret sealed for this row alone. */
export function loginColumns(keyring: Keyring, tenantId: string, mailboxId: string, login: MailboxLogin) {
  const place = { tenantId, rowId: mailboxId, column: 'mailbox.sealed_secret' } as const;
  return { username: login.username, authKind: login.kind, sealedSecret: keyring.seal(login.secret, place) };
}

/** Holds the domain until the transaction ends, so that nobody retires it under a new mailbox. */
async function lockDomainForUse(tx: Tx, domainId: string): Promise<void> {
  const domain = await tx
    .selectFrom('sendingDomain')
    .select('retiredAt')
    .where('id', '=', domainId)
    .forShare()
    .executeTakeFirst();
  if (!domain) throw noSuch('domain');
  if (domain.retiredAt)
    throw new SamovarError('invalid-state', 'The domain is retired: it takes no new mailbox.');
}

/** Look-ups of earlier keys stand in rows that were written under them. */
async function refuseDuplicate(tx: Tx, keyring: Keyring, address: string): Promise<void> {
  const same = await tx
    .selectFrom('mailbox')
    .select('id')
    .where('addressLookup', 'in', keyring.lookups(address))
    .executeTakeFirst();
  if (same) throw duplicate();
}

function duplicate(): SamovarError {
  const message = 'There is a mailbox with this address already; a retired one keeps its address.';
  return new SamovarError('conflict-duplicate', message, { fieldErrors: { address: ['is in use already'] } });
}
