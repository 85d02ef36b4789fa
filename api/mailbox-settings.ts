import type { Context, MailboxPreset, MailboxPresets, PresetServer } from './context.ts';
import type { FieldProblem } from './problem.ts';

/** The part of a mailbox's settings that depends on its provider; what could not be read is missing. */
export interface MailboxSettings {
  readonly preset: string;
  readonly smtp?: PresetServer | undefined;
  readonly imap?: PresetServer | undefined;
  readonly loginKind?: 'password' | 'xoauth2' | undefined;
}

/** Every setting that the preset doesn't allow, or doesn't know and nobody gave. */
export function settingsProblems(context: Context, settings: MailboxSettings): FieldProblem[] {
  const preset = findPreset(context.presets, settings.preset);
  if (!preset) {
    const names = Object.keys(context.presets).join(', ');
    return [{ path: 'preset', message: 'is not a preset', fix: `Give one of ${names}.` }];
  }
  return [
    ...serverProblems(context, 'smtp', settings.smtp ?? preset.smtp, preset),
    ...serverProblems(context, 'imap', settings.imap ?? preset.imap, preset),
    ...loginProblems(preset, settings.loginKind),
  ];
}

function serverProblems(
  { mayUsePlainText }: Context,
  path: 'smtp' | 'imap',
  server: PresetServer | null,
  { title }: MailboxPreset,
): FieldProblem[] {
  if (!server) {
    const fix = 'Give host, port and security, or choose the preset of the provider.';
    return [{ path, message: `is missing: the preset "${title}" doesn't know it`, fix }];
  }
  if (server.security !== 'none' || mayUsePlainText(server.host)) return [];
  const message = 'would show the password to the network: only this machine may be spoken to without TLS';
  return [{ path: `${path}.security`, message, fix: 'Give tls or starttls.' }];
}

function loginProblems(
  { title, authKinds }: MailboxPreset,
  kind: MailboxSettings['loginKind'],
): FieldProblem[] {
  const isTaken = kind === undefined || authKinds.some((one) => one.replace('app-', '') === kind);
  return isTaken
    ? []
    : [{ path: 'login.kind', message: `is not taken by ${title}`, fix: `Give ${authKinds.join(' or ')}.` }];
}

/**
 * Why warming up this mailbox needs a person's consent, null where it doesn't. The servers count as much as the
 * preset's name: `generic` with Google's host is Google.
 */
export function consentReason(
  presets: MailboxPresets,
  { preset, smtp, imap }: MailboxSettings,
): string | null {
  const hosts = new Set([smtp?.host, imap?.host].map((host) => host?.toLowerCase()));
  const concerned = [
    findPreset(presets, preset),
    ...Object.values(presets).filter(
      (one) => hosts.has(one.smtp?.host ?? '') || hosts.has(one.imap?.host ?? ''),
    ),
  ];
  return concerned.find((one) => one?.warmupNeedsConsent)?.warmupNeedsConsent ?? null;
}

export function findPreset(presets: MailboxPresets, name: string): MailboxPreset | null {
  return Object.hasOwn(presets, name) ? (presets[name] ?? null) : null;
}
