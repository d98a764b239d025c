import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/*
 * Formatting belongs to Prettier, module boundaries to .dependency-cruiser.cjs, unused code to knip.
 * What is left here: mistakes the type checker cannot see, and the house rules that fit in a selector.
 */

const mistakes = {
  eqeqeq: 'error',
  'no-constant-binary-expression': 'error',
  'no-constructor-return': 'error',
  'no-control-regex': 'error',
  'no-empty': 'error',
  'no-fallthrough': 'error',
  'no-misleading-character-class': 'error',
  'no-promise-executor-return': 'error',
  'no-regex-spaces': 'error',
  'no-self-compare': 'error',
  'no-template-curly-in-string': 'error',
  'no-unmodified-loop-condition': 'error',
  'no-unsafe-finally': 'error',
  'no-unsafe-optional-chaining': 'error',
  'no-useless-catch': 'error',
  'no-useless-rename': 'error',
  'object-shorthand': 'error',
  'prefer-const': 'error',
};

const house = {
  // A Nest module is a class with nothing in it but its decorator.
  '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
  // Handlers and adapters keep the promise their port asks for, also when they have nothing to await.
  '@typescript-eslint/require-await': 'off',
  // The state and event unions are types; an interface is for what classes implement. Both are fine.
  '@typescript-eslint/consistent-type-definitions': 'off',
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
  // A column of a row is data, and may be spelled as such.
  '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-floating-promises': 'error',
  // It would ask for the `!` that no-non-null-assertion forbids.
  '@typescript-eslint/non-nullable-type-assertion-style': 'off',
  '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
  // A subscription loops until it is told to stop.
  '@typescript-eslint/no-unnecessary-condition': [
    'error',
    { allowConstantLoopConditions: 'only-allowed-literals' },
  ],
  // GraphQL types are classes only so that decorators can describe them; a literal of that shape will do.
  '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
  // Without a `default`, every case must be named. With one, `default: return unreachable(x)` says it to tsc.
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
};

const processEnv = {
  'no-restricted-properties': [
    'error',
    { object: 'process', property: 'env', message: 'src/config is the only reader of the environment.' },
  ],
  'no-restricted-imports': [
    'error',
    ...['process', 'node:process'].map((name) => ({
      name,
      importNames: ['env'],
      message: 'src/config is the only reader of the environment.',
    })),
  ],
};

const clockAndChance = [
  ['NewExpression[callee.name="Date"][arguments.length=0]', 'the time'],
  ['CallExpression[callee.name="Date"]', 'the time'],
  ['MemberExpression[object.name="Date"][property.name="now"]', 'the time'],
  ['MemberExpression[object.name="performance"][property.name="now"]', 'the time'],
  ['MemberExpression[object.name="Math"][property.name="random"]', 'a random value'],
  [
    'MemberExpression[property.name=/^(randomUUID|randomBytes|randomInt|getRandomValues)$/]',
    'a random value',
  ],
].map(([selector, what]) => ({ selector, message: `This file is pure: let the caller hand ${what} in.` }));

const effects = [
  ['Decorator', 'is no part of the framework'],
  [':function[async=true], AwaitExpression', 'never waits'],
  ['ThrowStatement', 'answers with a refusal, it does not throw'],
].map(([selector, rule]) => ({ selector, message: `This file is pure: it ${rule}.` }));

export default defineConfig(
  { ignores: ['dist/', 'coverage/', 'data/', 'src/web/api/operations.ts'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: { ...mistakes, ...house },
  },
  {
    files: ['**/*.{js,cjs,mjs}'],
    extends: [tseslint.configs.disableTypeChecked],
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    rules: {
      'max-lines': ['error', { max: 200, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      ...processEnv,
    },
  },
  {
    // A screen is one expression of markup: long, and flat.
    files: ['src/web/**/*.tsx'],
    rules: { 'max-lines-per-function': ['error', { max: 100, skipBlankLines: true, skipComments: true }] },
  },
  {
    files: ['src/config/**/*.ts'],
    rules: { 'no-restricted-properties': 'off', 'no-restricted-imports': 'off' },
  },
  {
    // The command line speaks through the console.
    files: ['src/cli/**/*.ts', 'src/main.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    // A decision replayed, or a projection rebuilt, must come out the same on any day.
    files: ['src/**/*.{decider,state,events,policy,projection}.ts'],
    rules: { 'no-restricted-syntax': ['error', ...clockAndChance] },
  },
  {
    files: ['src/**/*.{decider,state,events,policy}.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...clockAndChance, ...effects],
      // Here every case is named even when there is a `default`.
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: false },
      ],
    },
  },
  {
    // Tests poke at JSON replies and hand methods around; they still may not forget a promise or write `any`.
    files: ['{test,bench,examples}/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
);
