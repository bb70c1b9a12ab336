import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/browser/**', 'test/chaos/**'],
    globalSetup: ['test/support/global-setup.ts'],
    // A worker takes one file after the other, with the modules that it has loaded.
    isolate: false,
    // Tests that play scenarios wait more than they work.
    maxWorkers: 6,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Only a machine that is busy with other things takes this long.
    expect: { poll: { timeout: 20_000 } },
  },
});
