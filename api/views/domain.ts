import type { Selectable } from 'kysely';
import type { z } from 'zod';
import type { DnsCheck } from '../../store/database.ts';
import type { DomainRow } from '../../store/domains.ts';
import type { dnsCheck, domain } from '../schemas/domains.ts';
import { pauseView, timeView } from './common.ts';

export function domainView(row: DomainRow): z.input<typeof domain> {
  return {
    id: row.id,
    name: row.name,
    dkimSelector: row.dkimSelector,
    provider: row.provider,
    authentication: {
      state: row.authentication,
      passingSince: timeView(row.authenticatedSince),
      failuresInARow: row.authenticationFails,
      checkedAt: timeView(row.checkedAt),
    },
    paused: pauseView(row),
    retiredAt: timeView(row.retiredAt),
    createdAt: timeView(row.createdAt),
  };
}

export function dnsCheckView(row: Selectable<DnsCheck>): z.input<typeof dnsCheck> {
  return { record: row.record, state: row.state, sentence: row.sentence, checkedAt: timeView(row.checkedAt) };
}
