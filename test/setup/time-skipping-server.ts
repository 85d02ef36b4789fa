import type { TestProject } from 'vitest/node';
import { findTemporalBinary } from '../../local/temporal-binary.ts';

declare module 'vitest' {
  interface ProvidedContext {
    timeSkippingServer: string;
  }
}

/** Finds Temporal's time-skipping test server once for all workflow tests; each file starts its own. */
export default async function setup(project: TestProject): Promise<void> {
  const binary = await findTemporalBinary('temporal-test-server', { report: (line) => console.error(line) });
  project.provide('timeSkippingServer', binary.path);
}
