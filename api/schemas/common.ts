import { z } from 'zod';
import { asciiDomainName, addressParts, asciiServerName, isTimeZone } from '../names.ts';

export const id = z.uuid();

/** RFC 3339 in UTC. */
export const time = z.iso
  .datetime()
  .meta({ description: 'RFC 3339, UTC. Business time unless it says "real".' });

/** A calendar day in the mailbox's time zone. */
export const date = z.iso.date();

export const languages = ['en', 'de', 'es', 'ru'] as const;
export const language = z.enum(languages);

export const healthBand = z.enum(['good', 'watch', 'cooldown', 'retired']);

export const timeZone = z
  .string()
  .refine(isTimeZone, {
    message: 'is not a time zone of the IANA database',
    params: { fix: 'Give a name such as Europe/Berlin or UTC.' },
  })
  .meta({ description: 'IANA time zone.', example: 'Europe/Berlin' });

export const domainName = z
  .string()
  .transform((text, context) => {
    const name = asciiDomainName(text);
    if (name !== null) return name;
    context.issues.push({
      code: 'custom',
      input: text,
      message: 'is not a domain name',
      params: {
        fix: 'Give a name with a dot, such as example.com; letters of any alphabet, digits and hyphens.',
      },
    });
    return z.NEVER;
  })
  .meta({
    type: 'string',
    description: 'Any alphabet; kept in ASCII (RFC 5891), lower case.',
    example: 'example.com',
  });

export const mailAddress = z
  .string()
  .transform((text, context) => {
    const parts = addressParts(text);
    if (parts !== null) return `${parts.local}@${parts.domain}`;
    context.issues.push({
      code: 'custom',
      input: text,
      message: 'is not a mail address',
      params: {
        fix: 'Give an address such as anna@example.com, its local part in ASCII and without quotes.',
      },
    });
    return z.NEVER;
  })
  .meta({ type: 'string', example: 'anna@example.com' });

export const serverName = z
  .string()
  .transform((text, context) => {
    const name = asciiServerName(text);
    if (name !== null) return name;
    context.issues.push({
      code: 'custom',
      input: text,
      message: 'is neither a host name nor an IP address',
      params: { fix: 'Give the host alone, such as smtp.example.com: no scheme, no port.' },
    });
    return z.NEVER;
  })
  .meta({ type: 'string', example: 'smtp.example.com' });

/** A text for people, trimmed, of one line: it may end up in a mail's header. */
export function line(longest: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .refine((text) => !breaksLine.test(text), {
      message: 'holds a line break or another control character',
      params: { fix: 'Give one line of text.' },
    });
}

const breaksLine = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/** Why somebody paused or decided something: for the change log and the status. */
export const reason = line(500).meta({
  description: 'For the change log; shown in the status.',
  example: 'Moving offices',
});

export const pauseRequest = z.strictObject({ reason }).meta({ id: 'PauseRequest' });

export const pause = z.strictObject({ at: time, reason: z.string() }).nullable();

export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: id.optional().meta({ description: 'The `next` of the page before.' }),
};

/** A page of a list: `next` is the cursor of the page after it, null on the last. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.strictObject({ items: z.array(item), next: id.nullable() });
}

/** A workflow that the request started or woke. */
export const workflowReference = z
  .strictObject({
    workflowId: z.string(),
    url: z
      .string()
      .nullable()
      .meta({ description: 'Its page in the Temporal Web UI, where one is configured.' }),
  })
  .meta({ id: 'WorkflowReference' });
