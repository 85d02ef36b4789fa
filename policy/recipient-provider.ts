/** Who runs a recipient's mail, told by its MX. */
export const recipientProviders = ['google', 'microsoft', 'yandex', 'mailru', 'other'] as const;

export type RecipientProvider = (typeof recipientProviders)[number];
