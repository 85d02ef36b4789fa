import { OpenAPIRegistry, OpenApiGeneratorV31, type RouteConfig } from '@asteasolutions/zod-to-openapi';
import { meanings } from './errors.ts';
import { problemSchema, type ProblemCode } from './problem.ts';
import type { Route } from './route.ts';

const keySchemes = { tenant: 'tenantKey', platform: 'platformKey' } as const;

/** The OpenAPI 3.1 document of a route table. */
export function openApiDocument(routes: readonly Route[], publicUrl: string): Record<string, unknown> {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', keySchemes.tenant, {
    type: 'http',
    scheme: 'bearer',
    description: 'A key of one tenant: smv_...',
  });
  registry.registerComponent('securitySchemes', keySchemes.platform, {
    type: 'http',
    scheme: 'bearer',
    description: 'A key of the platform, for /admin/v1.',
  });
  for (const route of routes) registry.registerPath(operation(route));
  const document = new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Samovar',
      version: '1',
      description: 'Durable orchestration for cold outreach. Every error is a problem document (RFC 9457).',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: publicUrl }],
  });
  return { ...document };
}

function operation(route: Route): RouteConfig {
  return {
    method: route.method,
    path: route.path,
    operationId: route.operationId,
    summary: route.summary,
    tags: [route.tag],
    ...(route.scope && { description: `Needs the scope \`${route.scope}\`.` }),
    security: route.audience === 'public' ? [] : [{ [keySchemes[route.audience]]: [] }],
    request: {
      ...(route.params && { params: route.params }),
      ...(route.query && { query: route.query }),
      ...(route.body && {
        body: { required: true, content: { 'application/json': { schema: route.body } } },
      }),
    },
    responses: { ...answers(route), ...problems(route) },
  };
}

function answers(route: Route): RouteConfig['responses'] {
  return Object.fromEntries(
    Object.entries(route.answers).map(([status, schema]) => [
      status,
      { description: answerMeanings[status] ?? 'Answer', content: { 'application/json': { schema } } },
    ]),
  );
}

const answerMeanings: Readonly<Record<string, string>> = {
  200: 'Done',
  201: 'Created',
  202: 'Written; the workflows named in the answer were started or woken',
  503: 'Not ready',
};

/** The problems that a route may answer with, by status: those of its kind, and those it names itself. */
function problems(route: Route): RouteConfig['responses'] {
  const codes: ProblemCode[] = [...(route.problems ?? []), 'internal'];
  if (route.audience !== 'public') codes.push('unauthenticated', 'forbidden', 'database-unavailable');
  if (route.params) codes.push('not-found');
  if (route.query || route.body) codes.push('validation-failed');
  if (route.body) codes.push('malformed-request', 'unsupported-media-type', 'body-too-large');
  const byStatus = Map.groupBy(new Set(codes), (code) => meanings[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, same]) => [
      String(status),
      {
        description: same.map((code) => `${meanings[code].title} (\`${code}\`)`).join('; '),
        content: { 'application/problem+json': { schema: problemSchema } },
      },
    ]),
  );
}
