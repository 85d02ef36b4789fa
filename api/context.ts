import type { Logger } from 'pino';
import type { Clock } from '../store/clock.ts';
import type { Store } from '../store/connection.ts';
import type { Keyring } from '../store/keys.ts';

export type Security = 'tls' | 'starttls' | 'none';

export interface PresetServer {
  readonly host: string;
  readonly port: number;
  readonly security: Security;
}

/** What the API has to know of a mail provider. */
export interface MailboxPreset {
  readonly title: string;
  /** Null where only the mailbox's owner knows. */
  readonly smtp: PresetServer | null;
  readonly imap: PresetServer | null;
  readonly authKinds: readonly ('password' | 'app-password' | 'xoauth2')[];
  /** Why its mailboxes are warmed up only with a person's consent; null where they need none. */
  readonly warmupNeedsConsent: string | null;
  /** The domain that a sending domain's SPF record has to include. */
  readonly spfInclude: string | null;
}

export interface SendingDomain {
  readonly name: string;
  readonly dkimSelector: string;
  /** What its provider asks to be included in SPF; null for mail servers of its own. */
  readonly spfInclude: string | null;
}

export interface DnsRecord {
  type: 'TXT' | 'CNAME';
  name: string;
  value: string | null;
  purpose: string;
}

export type MailboxPresets = Readonly<Record<string, MailboxPreset>>;

/** Everything that routes touch: wired in dependencies.ts, given to `createApp`. */
export interface Context {
  readonly store: Store;
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly presets: MailboxPresets;
  /** Whether a host may be spoken to without TLS: this machine only. */
  readonly mayUsePlainText: (host: string) => boolean;
  /** What a sending domain has to publish; a null value is its mail provider's to give. */
  readonly recordsToPublish: (domain: SendingDomain) => DnsRecord[];
  /** Hands outbox rows to Temporal now. What fails is left to the sweep. */
  readonly dispatch: (outboxIds: readonly string[]) => Promise<void>;
  /** A workflow's page in the Temporal Web UI; null where none is configured. */
  readonly workflowUrl: (workflowId: string) => string | null;
  /** Resolves when the part can be used. */
  readonly readiness: Readonly<Record<'postgres' | 'temporal', () => Promise<unknown>>>;
  /** Where this API is reached from outside: the OpenAPI document names it. */
  readonly publicUrl: string;
  readonly log: Logger;
}
