import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import ts from 'typescript';
import { defaults } from '../policy/defaults.ts';
import { SamovarError } from '../policy/errors.ts';
import { effectivePolicy, type PolicyOverrides } from '../policy/overrides.ts';
import { hardLimits } from '../policy/schema.ts';

/**
 * `npm run docs:policy`: writes docs/policy.md, every number of the policy with the reason that stands beside it in
 * policy/defaults.ts. Values are the ones that the product runs with, reasons are the comments of the source.
 */
const policyFolder = join(import.meta.dirname, '../policy');
export const policyPageFile = join(import.meta.dirname, 'policy.md');

/** The page as it has to be, in Markdown, formatted as the linter wants it. */
export async function policyPage(): Promise<string> {
  const policy = objectNamed('defaults.ts', 'defaults');
  const groups = membersOf(policy.object).filter((member) => member.object !== null);
  const limits = objectNamed('schema.ts', 'hardLimits');
  const page = [
    '<!-- Written by `npm run docs:policy` from policy/defaults.ts. Change the numbers and their reasons there. -->',
    '# The policy',
    introduction,
    '## Hard limits',
    limits.reason,
    table(
      ['limit', 'value'],
      Object.entries(hardLimits).map(([name, value]) => [code(name), String(value)]),
    ),
    ...groups.flatMap((group) => (group.name === 'plans' ? planSections(group) : groupSection(group))),
  ].join('\n\n');
  return format(page, { ...(await resolveConfig(policyPageFile)), parser: 'markdown' });
}

const introduction = [
  `Every number behind a decision, version ${defaults.version}. \`policy/defaults.ts\` holds them with their reasons; this page is`,
  'written from it. A reason that ends in "choice" has no source: the number is picked to be careful. A ditto mark (″) means',
  'that the file gives a number no reason of its own: it belongs to the one above. A dash means that it gives none.',
  '',
  'The column "tenant" says whether a tenant may change the number for a mailbox (`overrides` of its plan): if so, only',
  'towards more care than the number given here, and never beyond a hard limit. So may every number of a plan.',
].join('\n');

/** A property of an object literal in the source: its name, the comment above it, and its own properties if it has any. */
interface Member {
  readonly name: string;
  readonly reason: string;
  readonly object: ts.ObjectLiteralExpression | null;
}

function planSections(group: Member): string[] {
  const presets = membersOf(group.object).map((preset) => {
    const plan = defaults.plans[preset.name as keyof typeof defaults.plans];
    const rows = membersOf(preset.object).map(({ name, reason }) => {
      const { days, warmupFrom, warmupTo, coldFrom, coldTo } = plan[name as keyof typeof plan];
      return [name, String(days), span(warmupFrom, warmupTo), span(coldFrom, coldTo), reason];
    });
    return [
      `### ${code(`plans.${preset.name}`)}`,
      preset.reason,
      table(['phase', 'days', 'warm-up mails a day', 'cold mails a day', 'note'], rows),
    ];
  });
  return [`## ${code(group.name)}`, group.reason, ...presets.flat()];
}

function groupSection(group: Member): string[] {
  const members = membersOf(group.object);
  const firstWithReason = members.findIndex(({ reason }) => reason !== '');
  const rows = members.map(({ name, reason }, index) => {
    const path = [group.name, name];
    const isBelowReason = firstWithReason >= 0 && index > firstWithReason;
    return [
      code(path.join('.')),
      written(valueAt(path)),
      mayTenantChange(path) ? 'yes' : '',
      reason || (isBelowReason ? '″' : '–'),
    ];
  });
  return [
    `## ${code(group.name)}`,
    ...(group.reason ? [group.reason] : []),
    table(['number', 'value', 'tenant', 'reason'], rows),
  ];
}

/** Whether the policy takes a tenant's word for the number at all: its present value is always careful enough. */
function mayTenantChange(path: readonly string[]): boolean {
  const value = valueAt(path);
  if (typeof value !== 'number') return false;
  const overrides = path.reduceRight<number | PolicyOverrides>((inner, name) => ({ [name]: inner }), value);
  try {
    effectivePolicy(overrides as PolicyOverrides);
    return true;
  } catch (error) {
    if (error instanceof SamovarError) return false;
    throw error;
  }
}

function valueAt(path: readonly string[]): unknown {
  return path.reduce<unknown>((node, name) => (node as Record<string, unknown>)[name], defaults);
}

/** The object literal that a file's exported constant is made of, with the comment above the constant. */
function objectNamed(
  file: string,
  constant: string,
): { reason: string; object: ts.ObjectLiteralExpression | null } {
  const text = readFileSync(join(policyFolder, file), 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  for (const statement of source.statements.filter(ts.isVariableStatement)) {
    const [declaration] = statement.declarationList.declarations;
    if (declaration?.name.getText() !== constant) continue;
    return { reason: commentAbove(statement), object: firstObjectIn(declaration) };
  }
  throw new Error(`${file} has no constant ${constant}.`);
}

function firstObjectIn(node: ts.Node): ts.ObjectLiteralExpression | null {
  if (ts.isObjectLiteralExpression(node)) return node;
  return ts.forEachChild(node, (child) => firstObjectIn(child) ?? undefined) ?? null;
}

function membersOf(object: ts.ObjectLiteralExpression | null): Member[] {
  const properties = object ? [...object.properties] : [];
  return properties.filter(ts.isPropertyAssignment).map((property) => ({
    name: ts.isStringLiteral(property.name) ? property.name.text : property.name.getText(),
    reason: commentAbove(property),
    object: ts.isObjectLiteralExpression(property.initializer) ? property.initializer : null,
  }));
}

/** The comments right above a node as one paragraph, without their marks. */
function commentAbove(node: ts.Node): string {
  const text = node.getSourceFile().text;
  const comments = ts.getLeadingCommentRanges(text, node.getFullStart()) ?? [];
  return comments
    .flatMap(({ pos, end }) => text.slice(pos, end).split('\n'))
    .map((line) => line.replace(/^\s*(?:\/\/|\/\*\*|\*\/|\*)?\s?/, '').replace(/\s*\*\/$/, ''))
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)].join('\n');
}

function written(value: unknown): string {
  return Array.isArray(value) ? value.join(', ') : String(value);
}

function span(from: number, to: number): string {
  return from === to ? String(from) : `${from} to ${to}`;
}

function code(name: string): string {
  return `\`${name}\``;
}

if (import.meta.main) {
  writeFileSync(policyPageFile, await policyPage());
  console.log(`Wrote ${policyPageFile}.`);
}
