import type { RequestHandler, Response } from 'express';
import { findApiKey } from '../store/api-keys.ts';
import type { Context } from './context.ts';
import { RequestError } from './problem.ts';
import { requestStateOf } from './request-state.ts';
import type { Route, Scope } from './route.ts';

/** Who asks: nobody known, one tenant's key, or the platform's own. */
export type Principal =
  | { readonly kind: 'public' }
  | {
      readonly kind: 'tenant';
      readonly keyId: string;
      readonly tenantId: string;
      readonly scopes: readonly Scope[];
    }
  | { readonly kind: 'platform'; readonly keyId: string; readonly scopes: readonly Scope[] };

/**
 * Lets a request on when its bearer key (RFC 6750) is known, of the route's audience, and has the route's scope.
 * A tenant's key never reaches a platform route, nor a platform key a tenant's objects.
 */
export function authenticate(route: Route, context: Context): RequestHandler {
  return async (request, response, next) => {
    if (route.audience === 'public') {
      response.locals['caller'] = { kind: 'public' } satisfies Principal;
      next();
      return;
    }
    const principal = await principalOf(bearerKey(request.get('authorization')), context);
    if (!principal)
      throw unauthenticated('This API key is not known, or was revoked.', 'error="invalid_token"');
    const { log } = requestStateOf(response);
    log.setBindings(idsOf(principal));
    refuseUnlessAllowed(route, principal);
    response.locals['caller'] = principal;
    next();
  };
}

export function callerOf(response: Response): Principal {
  return response.locals['caller'] as Principal;
}

async function principalOf(secret: string, { store }: Context): Promise<Principal | null> {
  const key = await store.withoutTenant((tx) => findApiKey(tx, secret));
  if (!key) return null;
  const scopes = key.scopes as readonly Scope[]; // written through the schema
  return key.tenantId === null
    ? { kind: 'platform', keyId: key.id, scopes }
    : { kind: 'tenant', keyId: key.id, tenantId: key.tenantId, scopes };
}

/** The key of an `Authorization: Bearer` header; the scheme's case doesn't matter (RFC 9110 section 11.1). */
function bearerKey(header: string | undefined): string {
  const match = /^bearer +([\w~+/.-]+=*) *$/i.exec(header ?? '');
  if (!match?.[1]) throw unauthenticated('Send an API key: Authorization: Bearer smv_...');
  return match[1];
}

function refuseUnlessAllowed(route: Route, principal: Principal): void {
  if (principal.kind !== route.audience) {
    const needed = route.audience === 'platform' ? 'a platform key' : 'a key of the tenant';
    throw new RequestError('forbidden', `This route needs ${needed}.`);
  }
  if (principal.kind === 'public' || route.scope === null || principal.scopes.includes(route.scope)) return;
  throw new RequestError('forbidden', `This route needs a key with the scope "${route.scope}".`);
}

function unauthenticated(detail: string, parameters = ''): RequestError {
  const challenge = `Bearer realm="samovar"${parameters && `, ${parameters}`}`;
  return new RequestError('unauthenticated', detail, { 'WWW-Authenticate': challenge });
}

function idsOf(principal: Principal): Record<string, string> {
  if (principal.kind === 'public') return {};
  return principal.kind === 'tenant'
    ? { keyId: principal.keyId, tenantId: principal.tenantId }
    : { keyId: principal.keyId };
}
