import { effectivePolicy } from '../../policy/overrides.ts';
import { graphReport } from '../../policy/warmup/partner-graph.ts';
import { warmupPairs } from '../../store/warmup-graph.ts';
import { tenantRoute } from '../route.ts';
import { warmupGraph, warmupGraphQuery } from '../schemas/warmup-graph.ts';
import { timeView } from '../views/common.ts';

const dayMs = 86_400_000;

export const warmupGraphRoutes = [
  tenantRoute('read', {
    method: 'get',
    path: '/v1/warmup/graph',
    operationId: 'readWarmupGraph',
    summary: 'How the exchange of warm-up mail looks from outside: density, reciprocity, a visible clique',
    tag: 'warm-up',
    query: warmupGraphQuery,
    answers: { 200: warmupGraph },
    handle: async ({ query, caller, context: { store, clock } }) => {
      const since = new Date(clock.now().getTime() - query.days * dayMs);
      const pairs = await store.forTenant(caller.tenantId, (tx) => warmupPairs(tx, since));
      const report = graphReport(pairs, effectivePolicy().policy);
      return { status: 200, body: { since: timeView(since), ...report, pairs } };
    },
  }),
];
