import type { RecipientProvider } from '../policy/recipient-provider.ts';

/** MX hosts by provider, as suffixes of the host name. */
const mxSuffixes: readonly (readonly [suffix: string, provider: RecipientProvider])[] = [
  ['google.com', 'google'],
  ['googlemail.com', 'google'],
  ['outlook.com', 'microsoft'],
  ['hotmail.com', 'microsoft'],
  ['mx.microsoft', 'microsoft'],
  ['yandex.net', 'yandex'],
  ['yandex.ru', 'yandex'],
  ['mail.ru', 'mailru'],
];

/** Who runs a domain's mail, by its MX hosts in order of preference; the first known one decides. */
export function recipientProviderOf(mxHosts: readonly string[]): RecipientProvider {
  for (const host of mxHosts) {
    const name = `.${host.toLowerCase().replace(/\.$/, '')}`;
    const known = mxSuffixes.find(([suffix]) => name.endsWith(`.${suffix}`));
    if (known) return known[1];
  }
  return 'other';
}
