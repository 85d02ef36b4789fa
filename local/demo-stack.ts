import { dataDirectory } from './data-directory.ts';
import { seed, type SeededClient } from './seeds.ts';
import { startStack, type Stack } from './stack.ts';

/** A day in 5 seconds. */
export const demoSpeed = 86_400 / 5;

/** Of the mail that the local server takes, so much lands in Junk: enough to see it rescued, too little to hold anybody back. */
const junkShare = 0.03;

export interface Demo {
  readonly stack: Stack;
  readonly clients: readonly SeededClient[];
  /** Where to look, in lines for people. */
  readonly footer: readonly string[];
}

/** Starts the stack at demo speed and sees to it that the demo's clients are there. */
export async function openDemo(report: (line: string) => void): Promise<Demo> {
  const dataDir = dataDirectory();
  const stack = await startStack({
    dataDir,
    clockSpeed: demoSpeed,
    report,
  });
  try {
    await stack.mail.current().control.addFault({
      id: 'demo-junk',
      stage: 'place',
      share: junkShare,
      action: { kind: 'folder', folder: 'Junk' },
    });
    report('Seeding two clients, three domains and six mailboxes each ...');
    const clients = await seed(stack, dataDir);
    return { stack, clients, footer: footerOf(stack, clients) };
  } catch (failure) {
    await stack.stop();
    throw failure;
  }
}

function footerOf(stack: Stack, clients: readonly SeededClient[]): string[] {
  return [
    `API              ${stack.apiUrl}/openapi.json`,
    `Temporal Web UI  ${stack.temporalUiUrl}/namespaces/default/workflows`,
    ...clients.map(({ name, key }) => `key of ${name}: ${key}`),
  ];
}
