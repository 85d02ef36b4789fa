/**
 * Something about this machine keeps the local stack from running, and a person can change it.
 * `problem` says what is wrong in one sentence, `fix` what to do; `message` holds both.
 */
export class SetupProblem extends Error {
  readonly problem: string;
  readonly fix: string;

  constructor(problem: string, fix: string, options?: ErrorOptions) {
    super(`${problem}\nFix: ${fix}`, options);
    this.name = 'SetupProblem';
    this.problem = problem;
    this.fix = fix;
  }
}

/** The text of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** The code of a system error (`ENOENT`, `EADDRINUSE`, ...), if it has one. */
export function codeOf(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string'
    ? thrown.code
    : undefined;
}
