import { z } from 'zod';
import { id, time } from './common.ts';

export const warmupGraphQuery = z.strictObject({
  days: z.coerce.number().int().min(1).max(90).default(14).meta({ description: 'How far back to look.' }),
});

export const warmupGraph = z
  .strictObject({
    since: time,
    mailboxes: z.int().meta({ description: 'That sent or received.' }),
    mails: z.int(),
    density: z.number().meta({ description: 'Pairs that exchanged mail by pairs that could have, 0-1.' }),
    reciprocity: z.number().meta({ description: 'Directed pairs whose other direction was used too, 0-1.' }),
    isVisibleClique: z.boolean(),
    sentence: z.string(),
    pairs: z.array(z.strictObject({ fromMailboxId: id, toMailboxId: id, mails: z.int() })),
  })
  .meta({ id: 'WarmupGraph' });
