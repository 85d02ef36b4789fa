import type { Security } from './endpoint.ts';

export type PresetName = 'google' | 'microsoft' | 'yandex' | 'mailru' | 'generic' | 'local';

/** What a mailbox logs in with. An app password is sent like a password, but a person makes it in the settings. */
export type AuthKind = 'password' | 'app-password' | 'xoauth2';

export interface ServerPreset {
  host: string;
  port: number;
  security: Security;
}

/** What is known of a mail provider before anybody logs in. */
export interface ProviderPreset {
  name: PresetName;
  title: string;
  /** Null where only the owner of the mailbox knows. */
  smtp: ServerPreset | null;
  imap: ServerPreset | null;
  /** The recommended kind first. */
  authKinds: readonly AuthKind[];
  /** Messages to one recipient that the provider takes from one mailbox; null where it names no number. */
  limits: { perDay: number | null; perHour: number | null };
  /**
   * Whether the provider files submitted mail into Sent by itself. Only then does a message's absence from Sent say
   * anything; and we don't append a second copy.
   */
  filesSentMail: boolean;
  /** Names of special folders where the provider's differ from the usual ones; for people, IMAP tells them itself. */
  folders: { junk?: string; sent?: string };
  /** Why warm-up is refused until the tenant has confirmed in writing that it takes the risk; null: it isn't. */
  warmupNeedsConsent: string | null;
  /** How SPF lets the provider send for a domain: the mechanism to publish. */
  spfInclude: string | null;
}

/** Every preset. Sources were read in November 2026; a provider may change any of it at any time. */
export const providerPresets: Readonly<Record<PresetName, ProviderPreset>> = {
  google: {
    name: 'google',
    title: 'Google Workspace',
    smtp: { host: 'smtp.gmail.com', port: 465, security: 'tls' },
    imap: { host: 'imap.gmail.com', port: 993, security: 'tls' },
    authKinds: ['xoauth2', 'app-password'],
    // support.google.com/a/answer/166852: 2,000 messages in a rolling 24 hours (500 on trial); no hourly number.
    limits: { perDay: 2_000, perHour: null },
    filesSentMail: true,
    folders: { junk: '[Gmail]/Spam', sent: '[Gmail]/Sent Mail' },
    // developers.google.com/workspace/workspace-api-user-data-developer-policy, which governs IMAP with OAuth as well.
    warmupNeedsConsent:
      "Exchanging mail to improve placement is against Google's API policy, which also covers IMAP with OAuth. Google may suspend the mailbox or the whole account.",
    spfInclude: '_spf.google.com',
  },
  microsoft: {
    name: 'microsoft',
    title: 'Microsoft 365',
    smtp: { host: 'smtp.office365.com', port: 587, security: 'starttls' },
    imap: { host: 'outlook.office365.com', port: 993, security: 'tls' },
    // Passwords: IMAP since October 2022 no more; SMTP off by default from the end of December 2026 (MC786329).
    authKinds: ['xoauth2'],
    // learn.microsoft.com, "Exchange Online limits", Sending limits: 10,000 recipients a day, 30 messages a minute.
    limits: { perDay: 10_000, perHour: 1_800 },
    filesSentMail: true,
    folders: { junk: 'Junk Email', sent: 'Sent Items' },
    warmupNeedsConsent: null,
    spfInclude: 'spf.protection.outlook.com',
  },
  yandex: {
    name: 'yandex',
    title: 'Yandex 360',
    smtp: { host: 'smtp.yandex.ru', port: 465, security: 'tls' },
    imap: { host: 'imap.yandex.ru', port: 993, security: 'tls' },
    authKinds: ['app-password', 'xoauth2'],
    // yandex.com/support/mail, "Limits on sending email": 500 messages in 24 hours, each recipient counted.
    limits: { perDay: 500, perHour: null },
    // Not documented either way. Appending looks for the Message-ID first, so a copy of the provider's is kept.
    filesSentMail: false,
    folders: { junk: 'Spam' },
    warmupNeedsConsent: null,
    spfInclude: '_spf.yandex.net',
  },
  mailru: {
    name: 'mailru',
    title: 'Mail.ru for business',
    smtp: { host: 'smtp.mail.ru', port: 465, security: 'tls' },
    imap: { host: 'imap.mail.ru', port: 993, security: 'tls' },
    authKinds: ['app-password', 'xoauth2'],
    // No number is published for single mailboxes.
    limits: { perDay: null, perHour: null },
    filesSentMail: false,
    folders: { junk: 'Спам', sent: 'Отправленные' },
    warmupNeedsConsent: null,
    spfInclude: '_spf.mail.ru',
  },
  generic: {
    name: 'generic',
    title: 'Any other server',
    smtp: null,
    imap: null,
    authKinds: ['password', 'xoauth2'],
    limits: { perDay: null, perHour: null },
    filesSentMail: false,
    folders: {},
    warmupNeedsConsent: null,
    spfInclude: null,
  },
  local: {
    name: 'local',
    title: 'Mail server of the local stack',
    smtp: { host: '127.0.0.1', port: 587, security: 'none' },
    imap: { host: '127.0.0.1', port: 143, security: 'none' },
    authKinds: ['password', 'xoauth2'],
    limits: { perDay: null, perHour: null },
    filesSentMail: false,
    folders: {},
    warmupNeedsConsent: null,
    spfInclude: null,
  },
};

export function isPresetName(name: string): name is PresetName {
  return Object.hasOwn(providerPresets, name);
}

/** Domains whose addresses belong to private people: such a domain is never a company. */
const consumerDomains = new Set(
  `gmail.com googlemail.com
   outlook.com hotmail.com live.com msn.com outlook.de outlook.es hotmail.de hotmail.es hotmail.fr hotmail.co.uk
   yandex.ru yandex.com yandex.by yandex.kz ya.ru narod.ru
   mail.ru bk.ru inbox.ru list.ru internet.ru xmail.ru
   rambler.ru lenta.ru autorambler.ru myrambler.ru ro.ru
   yahoo.com yahoo.de yahoo.es yahoo.fr yahoo.co.uk ymail.com aol.com
   icloud.com me.com mac.com proton.me protonmail.com gmx.de gmx.net gmx.at gmx.ch gmx.com web.de t-online.de
   freenet.de mail.com zoho.com fastmail.com hey.com`.split(/\s+/),
);

/** Whether an address or domain is one of a consumer mail service. */
export function isConsumerAddress(addressOrDomain: string): boolean {
  return consumerDomains.has(addressOrDomain.slice(addressOrDomain.lastIndexOf('@') + 1).toLowerCase());
}
