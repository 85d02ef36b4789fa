import { defineConfig } from 'vitest/config';

/**
 * Four projects by what they need: `unit` needs nothing, `parts` the real PostgreSQL and local servers, `workflows` Temporal's
 * time-skipping server, `scenarios` the whole stack. Parts run one file at a time on a machine of two cores.
 */
export default defineConfig({
  test: {
    reporters: [['default', { summary: false }], './test/totals-reporter.ts'],
    globalSetup: [],
    projects: [
      { test: { name: 'unit', include: ['test/policy/**/*.test.ts', 'test/repository/**/*.test.ts'] } },
      {
        test: {
          name: 'workflows',
          include: ['test/{workflows,replay,temporal-config}/**/*.test.ts'],
          globalSetup: ['test/setup/time-skipping-server.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'parts',
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
          include: ['test/scenarios/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
