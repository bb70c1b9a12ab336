import { place as explained } from './explained.mjs';

/** What `npm run mutation` changes in the code, to see whether a test notices. */
export default {
  plugins: ['@stryker-mutator/vitest-runner', explained],
  ignorers: ['explained'],
  testRunner: 'vitest',
  vitest: { configFile: 'test/mutation/vitest.config.ts', related: false, pool: 'threads' },
  coverageAnalysis: 'perTest',
  mutate: [
    'src/requests/**/*.ts',
    'src/usecases/**/*.ts',
    'src/audit/**/*.ts',
    'src/slack/text.ts',
    'src/workfront/{objects,search}.ts',
  ],
  // What runs once, when a module is loaded, such as schemas and tables, would be tried with every test
  // there is, for hours; types and the round trips of the store hold it.
  ignoreStatic: true,
  ignorePatterns: ['data', 'docs', 'test/browser', 'test/chaos/*.test.ts'],
  // Stryker cannot read the settings of TypeScript 7, and goes on without any when there is no file.
  tsconfigFile: 'there-is-none.json',
  concurrency: 2,
  timeoutMS: 20_000,
  reporters: ['clear-text', 'progress-append-only'],
  clearTextReporter: { reportTests: false, allowColor: false },
  thresholds: { high: 95, low: 90, break: 90 },
  tempDirName: '.stryker-tmp',
  cleanTempDir: 'always',
};
