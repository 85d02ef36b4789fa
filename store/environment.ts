import { readFileSync } from 'node:fs';
import type { z } from 'zod';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A setting that is missing or wrong, and what to do about it. Its value is never told: it may be a secret. */
export interface SettingProblem {
  readonly name: string;
  readonly message: string;
  readonly fix: string;
}

/** The process can't start as it is set up. The message names every problem with its fix, one a line. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly problems: readonly SettingProblem[];

  constructor(problems: readonly SettingProblem[]) {
    const lines = problems.map(({ name, message, fix }) => `  ${name} ${message}. ${fix}`);
    super(
      `These settings have to be put right (all of them are described in .env.example):\n${lines.join('\n')}`,
    );
    this.problems = problems;
  }
}

/** One setting: how it is read, and what to tell somebody who has it wrong. */
export interface Variable<Schema extends z.ZodType> {
  readonly schema: Schema;
  readonly fix: string;
  /** A secret may also come as `NAME_FILE`, the path of a file that holds it. */
  readonly isSecret?: boolean;
}

export type Variables = Readonly<Record<string, Variable<z.ZodType>>>;
export type Values<Given extends Variables> = { [Name in keyof Given]: z.output<Given[Name]['schema']> };

/**
 * Reads the variables of a process. An empty variable counts as none.
 * @param rule judges what depends on more than one variable.
 * @throws SettingsError with all problems at once.
 */
export function readVariables<Given extends Variables>(
  environment: Environment,
  variables: Given,
  rule: (environment: Environment) => readonly SettingProblem[] = () => [],
): Values<Given> {
  const read = Object.entries(variables).map(([name, variable]) => readVariable(environment, name, variable));
  const problems = [...read.flatMap(({ problem }) => problem ?? []), ...rule(environment)];
  if (problems.length > 0) throw new SettingsError(problems);
  return Object.fromEntries(read.map(({ name, value }) => [name, value])) as Values<Given>;
}

interface Read {
  readonly name: string;
  readonly value?: unknown;
  readonly problem?: SettingProblem;
}

function readVariable(environment: Environment, name: string, variable: Variable<z.ZodType>): Read {
  const { fix } = variable;
  const given = variable.isSecret ? secretText(environment, name) : { text: environment[name] };
  if (given.problem !== undefined) return { name, problem: { name, message: given.problem, fix } };
  const parsed = variable.schema.safeParse(given.text || undefined);
  if (parsed.success) return { name, value: parsed.data };
  const message = given.text ? (parsed.error.issues[0]?.message ?? 'is wrong') : 'is missing';
  return { name, problem: { name, message, fix } };
}

function secretText(environment: Environment, name: string): { text?: string | undefined; problem?: string } {
  const file = environment[`${name}_FILE`];
  if (!file) return { text: environment[name] };
  if (environment[name]) return { problem: `is given twice, here and as ${name}_FILE` };
  try {
    return { text: readFileSync(file, 'utf8').trim() };
  } catch (error) {
    return {
      problem: `can't be read from the file that ${name}_FILE names (${(error as NodeJS.ErrnoException).code})`,
    };
  }
}
