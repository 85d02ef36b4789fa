import { dataDirectory } from './data-directory.ts';
import type { Check, CheckResult } from './doctor/check.ts';
import { machineChecks } from './doctor/machine-checks.ts';
import { partChecks } from './doctor/part-checks.ts';
import { stateChecks } from './doctor/state-checks.ts';
import { messageOf } from './problem.ts';

/**
 * `npm run doctor`: looks at all that the local stack needs, prints what it found and the fix for what is not right,
 * and ends with status 1 if anything keeps the stack from starting.
 */
async function main(): Promise<void> {
  const dataDir = dataDirectory();
  const checks = [...machineChecks(dataDir), ...stateChecks(dataDir), ...partChecks(dataDir)];
  const width = Math.max(...checks.map(({ name }) => name.length));
  let failures = 0;
  for (const check of checks) {
    const { status, found, fix } = await resultOf(check);
    if (status === 'fail') failures++;
    console.log(`${status.padEnd(4)}  ${check.name.padEnd(width)}  ${found}`);
    if (fix !== undefined) console.log(`${' '.repeat(width + 8)}fix: ${fix}`);
  }
  console.log(
    failures === 0 ? '\nThe local stack can start.' : `\n${failures} of ${checks.length} checks failed.`,
  );
  process.exitCode = failures === 0 ? 0 : 1;
}

async function resultOf(check: Check): Promise<CheckResult> {
  try {
    return await check.run();
  } catch (failure) {
    return { status: 'fail', found: messageOf(failure), fix: 'mend what fails above first.' };
  }
}

await main();
