const shared = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': '@swc/jest' },
};

export default {
  projects: [
    {
      ...shared,
      displayName: 'embedded',
      testMatch: ['**/*.spec.ts'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/cluster/'],
      globalSetup: '<rootDir>/test/support/embedded/setup.ts',
      globalTeardown: '<rootDir>/test/support/embedded/teardown.ts',
    },
    {
      // The same journeys and attacks on codes, on three replicas of the service in processes of their own.
      ...shared,
      displayName: 'cluster',
      testMatch: ['**/test/{journeys,cluster,attacks/codes}/**/*.spec.ts'],
      globals: { mode: 'cluster' },
      globalSetup: '<rootDir>/test/support/cluster/setup.ts',
      globalTeardown: '<rootDir>/test/support/cluster/teardown.ts',
    },
  ],
  testTimeout: 120_000,
  coverageProvider: 'v8',
  collectCoverageFrom: ['src/**/*.ts'],
};
