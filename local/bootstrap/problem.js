/** Something that a person can change keeps the script from starting; the message says what, and the fix. */
export class BootstrapProblem extends Error {
  /**
   * @param {string} problem one sentence
   * @param {string} fix what to do
   */
  constructor(problem, fix) {
    super(`${problem}\nFix: ${fix}`);
    this.name = 'BootstrapProblem';
  }
}
