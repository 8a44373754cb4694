import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// Processes are started and models are loaded: on two busy cores that takes longer than a test usually may.
const patience = { testTimeout: 30_000, hookTimeout: 60_000 };

/**
 * Files that need a process of their own: they put something in the place of modules, or look at memory. All others of
 * the rooms share processes, which spares each the start of one (test/tidy.test.ts holds the list).
 */
export const ALONE = [
  'test/functions/**/handler.test.ts',
  'test/functions/last-release.test.ts',
  'test/functions/log.test.ts',
  'test/functions/metrics.test.ts',
  'test/functions/probes.test.ts',
  'test/packages/appsync-host/appsync/request/http.test.ts',
  'test/packages/appsync-host/s3/full-disk.test.ts',
  'test/tabular/csv.test.ts',
];

export default defineConfig({
  test: {
    reporters: ['default'],
    // More than there are processors: tests wait, for a process that starts, a timeout, a function that follows.
    maxWorkers: availableParallelism() + 2,
    projects: [
      {
        test: {
          name: 'rooms',
          include: ['test/**/*.test.ts'],
          exclude: ['test/api/**', 'test/console/**', ...ALONE],
          isolate: false,
          ...patience,
        },
      },
      { test: { name: 'alone', include: ALONE, ...patience } },
      {
        // The API, through the client: that of ENDPOINT and KEY, else a host of its own, started once.
        // The console is one more user of it, in a browser that is started once, too.
        test: {
          name: 'api',
          include: ['test/api/**/*.test.ts', 'test/console/**/*.test.ts'],
          globalSetup: ['test/api/start-host.ts', 'test/console/start-browser.ts'],
          // A page asks the host, which asks a Lambda: on busy cores that is more than a second.
          expect: { poll: { timeout: 10_000 } },
          ...patience,
        },
      },
    ],
  },
});
