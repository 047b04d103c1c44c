/**
 * Changes the code that decides verdicts, a little at a time, and demands that a fast test notices each change.
 * `npm run test:mutation -- --mutate 'chaos/prediction/*.ts'` takes a part of it.
 */
const config = {
  mutate: [
    'chaos/judge.ts',
    'chaos/checkers/**/*.ts',
    'chaos/prediction/**/*.ts',
    'local/cloudwatch/alarm.ts',
    'local/cloudwatch/alarm-rule.ts',
    'local/cloudwatch/evaluation-window.ts',
    'local/cloudwatch/mute-schedule.ts',
    'local/cloudwatch/muting.ts',
    'local/cloudwatch/sample.ts',
    'local/cloudwatch/time-zone.ts',
    'local/cloudwatch/warm-up.ts',
  ],
  plugins: ['@stryker-mutator/mocha-runner'],
  testRunner: 'mocha',
  testRunnerNodeArgs: ['--import', 'tsx'],
  mochaOptions: {
    spec: [
      'test/unit/chaos/mutations.test.ts',
      'test/unit/chaos/verdict.test.ts',
      'test/unit/chaos/checkers/**/*.test.ts',
      'test/unit/chaos/checkers/attacked.soak.ts',
      'test/unit/chaos/prediction/**/*.test.ts',
      'test/property/chaos/**/*.test.ts',
      'test/property/local-alarm.test.ts',
      'test/property/local-evaluation-window.test.ts',
      'test/unit/local/cloudwatch/*.test.ts',
    ],
  },
  coverageAnalysis: 'perTest',
  // Mutants in the tables and constants of a module need it loaded anew, which Mocha does not do for ES modules.
  ignoreStatic: true,
  ignorePatterns: ['/reports/runs', '/coverage'],
  tempDirName: '.stryker-tmp',
  incremental: true,
  incrementalFile: 'reports/runs/mutation/incremental.json',
  concurrency: 1,
  // Generous, because a mutant that is slow on a busy machine would count as killed.
  timeoutMS: 30_000,
  dryRunTimeoutMinutes: 30,
  thresholds: { high: 95, low: 90, break: 90 },
  reporters: ['clear-text', 'progress-append-only', 'json'],
  jsonReporter: { fileName: 'reports/runs/mutation/mutation.json' },
};

export default config;
