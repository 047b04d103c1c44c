/** @type {import('jest').Config} */
const config = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  globalSetup: '<rootDir>/test/engines/setup.mjs',
  globalTeardown: '<rootDir>/test/engines/teardown.mjs',
  testSequencer: '<rootDir>/test/longest-first.mjs',
  testMatch: ['**/*.test.ts', '**/*.test.tsx'],
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  // The workspaces' sources, as tsconfig.json maps them; a package's own `exports` name what was built.
  moduleNameMapper: {
    '^@evenkeel/cdk$': '<rootDir>/infra/index.ts',
    '^@evenkeel/(chaos|local|reconciler)$': '<rootDir>/$1/index.ts',
    '^@evenkeel/(chaos|local|reconciler)/(?!package\\.json)(.+)$': ['<rootDir>/$1/$2/index.ts', '<rootDir>/$1/$2.ts'],
    '^evenkeel/reconciler/conformance$': '<rootDir>/cli/exports/conformance.ts',
    '^evenkeel/chaos/(injector|sabotage)$': '<rootDir>/cli/exports/$1.ts',
    '^evenkeel/k6$': '<rootDir>/loadtests/k6/index.ts',
    '^evenkeel/([a-z]+)$': '<rootDir>/cli/exports/$1.ts',
  },
  transform: {
    '^.+\\.tsx?$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', tsx: true },
          target: 'es2022',
          transform: { react: { runtime: 'automatic', importSource: 'preact' } },
        },
        module: { type: 'es6' },
      },
    ],
  },
  testTimeout: 20_000,
};

// Tests compare what the command prints, whatever the colours of their own terminal.
delete process.env.FORCE_COLOR;
process.env.NO_COLOR = '1';

export default config;
