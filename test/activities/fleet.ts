import { v7 as uuidv7 } from 'uuid';
import type { PolicyOverrides } from '../../policy/overrides.ts';
import type { Store, Tx } from '../../store/connection.ts';
import type { Keyring } from '../../store/keys.ts';

export interface TestMailbox {
  readonly id: string;
  readonly domainId: string;
  readonly address: string;
}

/** What a tenant has: domains, each with as many mailboxes, all alike. */
export interface FleetOptions {
  readonly domains: number;
  /** 1 unless told otherwise. */
  readonly mailboxesPerDomain?: number;
  /** Authentication has passed for two days unless told otherwise. */
  readonly authentication?: 'pass' | 'unknown';
  readonly stage?: 'checking' | 'warming';
  readonly preset?: string;
  readonly overrides?: PolicyOverrides;
}

export interface FleetSetting {
  readonly store: Store;
  readonly keyring: Keyring;
  readonly createdAt: Date;
  readonly ports: { readonly smtp: number; readonly imap: number };
  readonly password: string;
}

const dayMs = 86_400_000;
const people = ['anna', 'ben', 'carla', 'dora'];

/** Writes a tenant with its domains and mailboxes into the database, all of them opted into warm-up. */
export async function createFleet(
  options: FleetOptions,
  setting: FleetSetting,
): Promise<{ tenantId: string; mailboxes: readonly TestMailbox[] }> {
  const tenantId = uuidv7();
  const mailboxes = Array.from({ length: options.domains }, (_, index) => {
    const domainId = uuidv7();
    return people.slice(0, options.mailboxesPerDomain ?? 1).map((person): TestMailbox => {
      return { id: uuidv7(), domainId, address: `${person}@acme-${index + 1}.test` };
    });
  }).flat();
  await setting.store.forTenant(tenantId, async (tx) => {
    await tx
      .insertInto('tenant')
      .values({ id: tenantId, name: 'Acme', timeZone: 'UTC', language: 'en', createdAt: setting.createdAt })
      .execute();
    for (const domainId of new Set(mailboxes.map((mailbox) => mailbox.domainId)))
      await insertDomain(tx, tenantId, domainId, options, setting);
    for (const mailbox of mailboxes) await insertMailbox(tx, tenantId, mailbox, options, setting);
  });
  return { tenantId, mailboxes };
}

async function insertDomain(
  tx: Tx,
  tenantId: string,
  id: string,
  { authentication = 'pass' }: FleetOptions,
  { createdAt }: FleetSetting,
): Promise<void> {
  const passed = {
    authentication: 'pass',
    authenticatedSince: new Date(createdAt.getTime() - 2 * dayMs),
    authenticatedAt: createdAt,
    // Far ahead: DNS has tests of its own.
    checkedAt: new Date(createdAt.getTime() + 365 * dayMs),
  } as const;
  await tx
    .insertInto('sendingDomain')
    .values({
      id,
      tenantId,
      name: `${id}.test`,
      dkimSelector: 's1',
      createdAt,
      ...(authentication === 'pass' ? passed : {}),
    })
    .execute();
}

async function insertMailbox(
  tx: Tx,
  tenantId: string,
  { id, domainId, address }: TestMailbox,
  { preset = 'local', stage = 'warming', overrides = {} }: FleetOptions,
  { keyring, createdAt, ports, password }: FleetSetting,
): Promise<void> {
  await tx
    .insertInto('mailbox')
    .values({
      id,
      tenantId,
      domainId,
      address,
      addressLookup: keyring.lookup(address),
      senderName: 'Anna Weber',
      language: 'en',
      timeZone: 'UTC',
      preset,
      smtpHost: '127.0.0.1',
      smtpPort: ports.smtp,
      smtpSecurity: 'none',
      imapHost: '127.0.0.1',
      imapPort: ports.imap,
      imapSecurity: 'none',
      username: address,
      authKind: 'password',
      sealedSecret: keyring.seal(password, { tenantId, rowId: id, column: 'mailbox.sealed_secret' }),
      createdAt,
    })
    .execute();
  await tx
    .insertInto('warmup')
    .values({
      mailboxId: id,
      tenantId,
      preset: 'default',
      overrides: JSON.stringify(overrides),
      stage,
      startedAt: createdAt,
    })
    .execute();
}
