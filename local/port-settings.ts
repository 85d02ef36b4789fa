import { SetupProblem } from './problem.ts';

/** The port that the environment asks for; undefined leaves the choice to the stack. @throws SetupProblem */
export function portSetting(name: string, environment: NodeJS.ProcessEnv = process.env): number | undefined {
  const text = environment[name];
  if (text === undefined || text === '') return undefined;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new SetupProblem(
    `${name} is ${text}, which is no port.`,
    'give a number from 1 to 65535, or nothing for any free port.',
  );
}
