import type { Actor } from '../store/change-log.ts';
import type { Context } from './context.ts';
import type { TenantCaller } from './route.ts';

/** The key that asks, as the change log names it, at the present business time. */
export function actorOf(
  { tenantId, keyId }: Pick<TenantCaller, 'tenantId' | 'keyId'>,
  { clock }: Context,
): Actor {
  return { tenantId, by: keyId, at: clock.now() };
}
