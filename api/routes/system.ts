import { z } from 'zod';
import { describeFailure } from '../log.ts';
import { publicRoute } from '../route.ts';

const health = z.strictObject({ status: z.literal('ok') }).meta({ id: 'Health' });

const part = z.enum(['ready', 'unavailable']);
const readiness = z
  .strictObject({
    status: z.enum(['ready', 'not-ready']),
    parts: z.strictObject({ postgres: part, temporal: part }),
  })
  .meta({ id: 'Readiness' });

/** How long a part may take to answer before it counts as away, real time. */
const patienceMs = 3_000;

export const systemRoutes = [
  publicRoute({
    method: 'get',
    path: '/healthz',
    operationId: 'readHealth',
    summary: 'Whether the process is alive',
    tag: 'system',
    answers: { 200: health },
    handle: async () => ({ status: 200, body: { status: 'ok' as const } }),
  }),
  publicRoute({
    method: 'get',
    path: '/readyz',
    operationId: 'readReadiness',
    summary: 'Whether PostgreSQL and Temporal can be used',
    tag: 'system',
    answers: { 200: readiness, 503: readiness },
    handle: async ({ readiness: checks, log }) => {
      const stateOf = async (name: keyof typeof checks) => {
        try {
          await withinPatience(checks[name]());
          return 'ready' as const;
        } catch (error) {
          log.warn({ part: name, failure: describeFailure(error) }, 'not ready');
          return 'unavailable' as const;
        }
      };
      const [postgres, temporal] = await Promise.all([stateOf('postgres'), stateOf('temporal')]);
      const parts = { postgres, temporal };
      return postgres === 'ready' && temporal === 'ready'
        ? { status: 200, body: { status: 'ready' as const, parts } }
        : { status: 503, body: { status: 'not-ready' as const, parts } };
    },
  }),
];

async function withinPatience(check: Promise<unknown>): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('no answer in time')), patienceMs);
  try {
    await Promise.race([check, late]);
  } finally {
    clearTimeout(timer);
  }
}
