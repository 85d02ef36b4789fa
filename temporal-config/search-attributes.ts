import {
  defineSearchAttributeKey,
  type TypedSearchAttributes,
  TypedSearchAttributes as Attributes,
} from '@temporalio/common';

/**
 * What operators search runs by in the Web UI. Ids and small fixed words only: search attributes are kept for as
 * long as histories, and can't be erased for one person.
 */
export const searchAttributes = {
  TenantId: defineSearchAttributeKey('TenantId', 'KEYWORD'),
  CampaignId: defineSearchAttributeKey('CampaignId', 'KEYWORD'),
  DomainId: defineSearchAttributeKey('DomainId', 'KEYWORD'),
  MailboxId: defineSearchAttributeKey('MailboxId', 'KEYWORD'),
  Stage: defineSearchAttributeKey('Stage', 'KEYWORD'),
  Health: defineSearchAttributeKey('Health', 'KEYWORD'),
  NextActionAt: defineSearchAttributeKey('NextActionAt', 'DATETIME'),
};

/** Which id of a workflow's input is shown as which search attribute. */
const attributeOfId = {
  tenantId: searchAttributes.TenantId,
  campaignId: searchAttributes.CampaignId,
  domainId: searchAttributes.DomainId,
  mailboxId: searchAttributes.MailboxId,
} as const;

/** The search attributes that a run starts with: those of the ids in its input. */
export function searchAttributesOf(input: Readonly<Record<string, unknown>>): TypedSearchAttributes {
  const pairs = Object.entries(attributeOfId).flatMap(([name, key]) => {
    const id = input[name];
    return typeof id === 'string' ? [{ key, value: id }] : [];
  });
  return new Attributes(pairs);
}
