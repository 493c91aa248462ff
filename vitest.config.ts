import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/peers/**', '**/node_modules/**'],
    globalSetup: ['test/setup/global-servers.ts'],
    reporters: ['default', './test/setup/closing-line-reporter.ts'],
    // Processes, because the Temporal SDK's native part belongs to one; two, because that is how many cores CI has.
    pool: 'forks',
    maxWorkers: 2,
    env: { TZ: 'UTC' },
    testTimeout: 60_000,
    hookTimeout: 300_000,
    teardownTimeout: 30_000,
  },
});
