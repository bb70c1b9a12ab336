import { defineConfig } from 'vitest/config';

/**
 * Tests that can tell a mutant of what test/mutation/stryker.config.mjs names, the fast ones. Scenarios would find
 * little more, and each mutant that nothing finds would be tried in all of them, for hours.
 */
export default defineConfig({
  test: {
    include: [
      'test/{audit,requests,usecases}/**/*.test.ts',
      'test/slack/text.test.ts',
      'test/workfront/{matching,objects-answers,search,search-pages}.test.ts',
    ],
    // They try with a store and with many people what the others try without.
    exclude: ['test/usecases/{ends,limit,many,overtaken}.test.ts'],
    setupFiles: ['test/mutation/setup.ts'],
    isolate: false,
  },
});
