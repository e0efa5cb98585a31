import { availableParallelism } from 'node:os';

const shared = {
  rootDir: '.',
  runtime: '<rootDir>/test/support/single-context/runtime.mjs',
  testEnvironment: '<rootDir>/test/support/single-context/environment.mjs',
  transform: {
    '^.+\\.(ts|js|mjs|cjs)$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          keepClassNames: true,
        },
        module: { type: 'commonjs' },
      },
    ],
  },
  // Packages are loaded by Node.js itself (single-context/runtime.mjs), and what global set-up loads is compiled.
  transformIgnorePatterns: ['/node_modules/', '<rootDir>/dist/'],
  moduleNameMapper: { '^@packyard/([a-z-]+)$': '<rootDir>/libs/$1/src' },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.packyard', '<rootDir>/.node/'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/dist/'],
  setupFilesAfterEnv: ['<rootDir>/test/support/long-timeout.ts'],
};

export default {
  // More than there are cores: much of the time a test waits for processes that it has started; and what is tried on Redis
  // waits for leases, limits and lost connections more than half of its time.
  maxWorkers: availableParallelism() + (process.env.PACKYARD_TEST_REDIS_URL === undefined ? 1 : 2),
  testSequencer: '<rootDir>/test/support/longest-first.mjs',
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/{apps,libs,test}/**/*.spec.ts'] },
    {
      ...shared,
      displayName: 'integration',
      testMatch: ['<rootDir>/{apps,libs,test}/**/*.int-spec.ts'],
      globalSetup: '<rootDir>/test/support/programs-setup.mjs',
      globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
      setupFiles: ['<rootDir>/test/support/quick-programs.ts'],
    },
    {
      ...shared,
      displayName: 'pipeline',
      testMatch: ['<rootDir>/test/**/*.e2e-spec.ts'],
      globalSetup: '<rootDir>/test/support/programs-setup.mjs',
      globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
      setupFiles: ['<rootDir>/test/support/quick-programs.ts'],
    },
  ],
};
