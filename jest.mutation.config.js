/** What `npm run mutation` judges mutants by: the domain specs alone, which are pure and take a second. */
export default {
  testEnvironment: '@stryker-mutator/jest-runner/jest-env/node',
  roots: ['<rootDir>/test/domain'],
  setupFiles: ['<rootDir>/test/support/without-shrinking.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': '@swc/jest' },
};
