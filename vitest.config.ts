import { defineConfig } from 'vitest/config';

/**
 * Four projects by what they need: `unit` needs nothing, `parts` the real PostgreSQL and local servers, `workflows` Temporal's
 * time-skipping server, `scenarios` the whole stack. One project after the other: the scenarios need the machine for themselves.
 */
export default defineConfig({
  test: {
    reporters: [['default', { summary: false }], './test/totals-reporter.ts'],
    globalSetup: [],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/{policy,repository}/**/*.test.ts'],
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'workflows',
          sequence: { groupOrder: 2 },
          include: ['test/{workflows,replay,temporal-config}/**/*.test.ts'],
          globalSetup: ['test/setup/time-skipping-server.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'parts',
          sequence: { groupOrder: 3 },
          include: ['test/{store,api,mail,dns,local,activities,worker}/**/*.test.ts'],
          globalSetup: ['test/setup/postgres.ts'],
          testTimeout: 30_000,
          hookTimeout: 90_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'scenarios',
          sequence: { groupOrder: 4 },
          include: ['test/scenarios/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
