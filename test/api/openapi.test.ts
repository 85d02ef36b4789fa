import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { routeTable } from '../../api/route-table.ts';
import { document } from './conformance.ts';
import { openHarness, type Harness } from './harness.ts';

let api: Harness;
beforeAll(async () => {
  api = await openHarness();
});
afterAll(() => api.close());

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

/** Every object below `value`, with the names that lead to it. */
function* nodes(value: unknown, trail: readonly string[] = []): Generator<[readonly string[], object]> {
  if (typeof value !== 'object' || value === null) return;
  yield [trail, value];
  for (const [name, child] of Object.entries(value)) yield* nodes(child, [...trail, name]);
}

function targetOf(reference: string): unknown {
  const names = reference.replace('#/', '').split('/');
  return names.reduce<unknown>(
    (found, name) => (found as Record<string, unknown> | undefined)?.[name],
    document,
  );
}

/** The names of all schemas that `value` refers to, directly or through others. */
function schemasBelow(value: unknown, seen = new Set<string>()): Set<string> {
  for (const [, node] of nodes(value)) {
    const reference = '$ref' in node ? String(node.$ref) : null;
    if (reference === null || seen.has(reference)) continue;
    seen.add(reference);
    schemasBelow(targetOf(reference), seen);
  }
  return seen;
}

test('is served as it is generated', async () => {
  const { status, body } = await api.call('GET', '/openapi.json');
  expect(status).toBe(200);
  expect(body).toEqual(JSON.parse(JSON.stringify(document)));
});

test('is OpenAPI 3.1 and has each route of the table, once, and no other', () => {
  expect(document.openapi).toMatch(/^3\.1\./);
  const described = operations.map(
    ({ method, path, operation }) => `${operation.operationId} ${method} ${path}`,
  );
  const routes = routeTable.map(({ method, path, operationId }) => `${operationId} ${method} ${path}`);
  expect(described.sort()).toEqual(routes.sort());
  expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
});

test('declares every parameter of every path', () => {
  for (const { path, operation } of operations) {
    const { parameters = [] } = operation as {
      parameters?: { name: string; in: string; required?: boolean }[];
    };
    const declared = parameters.filter((one) => one.in === 'path' && one.required).map(({ name }) => name);
    const used = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect(declared.sort(), path).toEqual(used.sort());
  }
});

test('refers to nothing that it does not hold', () => {
  for (const [trail, node] of nodes(document)) {
    if (!('$ref' in node)) continue;
    expect(targetOf(String(node.$ref)), trail.join('.')).toBeDefined();
  }
});

test('has schemas that are JSON Schema 2020-12', () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  for (const [name, schema] of Object.entries(document.components.schemas)) {
    expect(ajv.validateSchema(schema as object), name).toBe(true);
  }
});

test('asks for a key wherever one is needed, and says which errors there are', () => {
  for (const { path, method, operation } of operations) {
    const route = routeTable.find((one) => one.path === path && one.method === method);
    const { security } = operation as unknown as { security: object[] };
    const scheme = { public: [], tenant: [{ tenantKey: [] }], platform: [{ platformKey: [] }] };
    expect(security, path).toEqual(scheme[route?.audience ?? 'public']);
    if (route?.audience === 'public') continue;
    expect(Object.keys(operation.responses), path).toEqual(expect.arrayContaining(['401', '403', '503']));
  }
});

test('shows no field in an answer that takes a credential', () => {
  const answers = operations.flatMap(({ operation }) => Object.values(operation.responses));
  const schemas = [...schemasBelow(answers)];
  expect(schemas).toContain('#/components/schemas/Mailbox');
  for (const [trail, node] of nodes([answers, schemas.map(targetOf)])) {
    expect(trail.includes('password') || trail.includes('accessToken'), trail.join('.')).toBe(false);
    expect('writeOnly' in node, trail.join('.')).toBe(false);
  }
});
