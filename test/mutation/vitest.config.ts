import { defineConfig } from 'vitest/config';

/**
 * Tests that can tell a mutant of what test/mutation/stryker.config.mjs names, the fast ones. Scenarios would find
 * little more, and each mutant that nothing finds would be tried in all of them, for hours.
 */
export default defineConfig({
  test: {
    include: [
      'test/{audit,model,requests,usecases}/**/*.test.ts',
      'test/slack/{command-text,people-views,read-moment,summary,text}.test.ts',
      'test/fuzz/rows.test.ts',
      'test/workfront/{look-up,matching,search}.test.ts',
    ],
    // They try with a store and with many people what the others try without.
    exclude: ['test/usecases/{limit,many}.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
