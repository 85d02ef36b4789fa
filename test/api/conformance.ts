import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { openApiDocument } from '../../api/openapi.ts';
import { routeTable } from '../../api/route-table.ts';

interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;
}

export interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, unknown>>;
    readonly securitySchemes: Readonly<Record<string, unknown>>;
  };
}

export const document = openApiDocument(routeTable, 'http://127.0.0.1') as unknown as Document;

/** JSON Schema 2020-12, as OpenAPI 3.1 has it, reading the document itself: not the schemas that it was made of. */
const ajv = new Ajv2020({
  strict: false,
  allErrors: true,
  formats: {
    uuid: /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/,
    'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
    date: /^\d{4}-\d\d-\d\d$/,
  },
});
ajv.addSchema(document, 'document');

const validators = new Map<string, ValidateFunction>();

/** Throws unless the document promises this answer: its status, its content type, its body. */
export function assertDocumented(
  method: string,
  path: string,
  status: number,
  type: string,
  body: unknown,
): void {
  const template = templateOf(path);
  if (template === undefined || status === 405) return assertProblem(type, body);
  const operation = document.paths[template]?.[method.toLowerCase()];
  const answer = operation?.responses[status];
  if (!answer) throw new Error(`${method} ${template} answered ${status}, which the document doesn't have`);
  const contentType = type.split(';')[0] ?? '';
  if (!answer.content?.[contentType])
    throw new Error(`${method} ${template} ${status}: ${contentType} is not documented`);
  const pointer = [
    'paths',
    template,
    method.toLowerCase(),
    'responses',
    String(status),
    'content',
    contentType,
    'schema',
  ];
  assertValid(`${method} ${template} ${status}`, pointer, body);
}

function assertProblem(type: string, body: unknown): void {
  if (!type.startsWith('application/problem+json')) throw new Error(`${type} is no problem document`);
  assertValid('problem', ['components', 'schemas', 'Problem'], body);
}

function assertValid(what: string, pointer: readonly string[], body: unknown): void {
  const path = pointer
    .map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')))
    .join('/');
  const validate = validators.get(path) ?? ajv.compile({ $ref: `document#/${path}` });
  validators.set(path, validate);
  if (!validate(body)) throw new Error(`${what} is not as documented: ${ajv.errorsText(validate.errors)}`);
}

function templateOf(path: string): string | undefined {
  const [name = ''] = path.split('?');
  return Object.keys(document.paths).find((template) => {
    const pattern = template.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+');
    return new RegExp(`^${pattern}$`).test(name);
  });
}
