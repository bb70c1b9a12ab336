import { defineConfig } from 'vitest/config';

/** Tests that can tell a mutant of what test/mutation/stryker.config.mjs names, the fast ones. */
export default defineConfig({
  test: {
    include: [
      'test/{audit,model,requests,usecases}/**/*.test.ts',
      'test/slack/{command-text,people-views,read-moment,summary,text}.test.ts',
      'test/fuzz/rows.test.ts',
      'test/workfront/{look-up,matching,search}.test.ts',
      'test/scenarios/*.test.ts',
    ],
    // These start processes, in which Stryker sees no coverage, or try what the others have tried.
    exclude: ['test/scenarios/{configurations,process,start,transports}.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
