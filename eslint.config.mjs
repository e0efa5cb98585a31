import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';

const PROCESS_ENV = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'Only libs/config reads the environment; take a configuration object instead.',
};
const ENUM = { selector: 'TSEnumDeclaration', message: 'Use an `as const` tuple and its union type.' };
const DEFAULT_EXPORT = { selector: 'ExportDefaultDeclaration', message: 'Export by name.' };
const ONLY_AND_SKIP = {
  selector: 'CallExpression[callee.property.name=/^(only|skip)$/][callee.object.name=/^(it|test|describe)$/]',
  message: 'Every test runs.',
};
const CHILD_PROCESS = { name: 'node:child_process', message: 'Only libs/sandbox starts processes.' };

export default tseslint.config(
  {
    ignores: [
      'test/support/*.mjs',
      'dist/**',
      'node_modules/**',
      '.node/**',
      '.packyard*/**',
      'examples/**',
      'coverage/**',
    ],
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { regexp },
    rules: {
      // Texts of packs, tools and clients are hostile: no expression may take more than time in step with their length.
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential' }],
      'no-restricted-syntax': ['error', PROCESS_ENV, ENUM, DEFAULT_EXPORT, ONLY_AND_SKIP],
      'no-restricted-imports': ['error', { paths: [CHILD_PROCESS] }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      // Nest's modules are classes whose only content is their decorator.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true, allowStaticOnly: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Nest takes its options as literals, and tests build entities by hand.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
    },
  },
  {
    // Where the environment and processes are let in.
    files: [
      'libs/config/**',
      'libs/small-heap/**',
      'libs/sandbox/**',
      'libs/testing/**',
      'test/**',
      'apps/cli/src/command-context.ts',
      '**/*spec.ts',
    ],
    rules: { 'no-restricted-syntax': ['error', ENUM, DEFAULT_EXPORT, ONLY_AND_SKIP] },
  },
  {
    files: ['libs/sandbox/**', 'libs/testing/**', 'test/**', 'apps/standalone/src/embedded-postgres/**', '**/*spec.ts'],
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    files: ['**/*.spec.ts', '**/*.int-spec.ts', '**/*.e2e-spec.ts', 'test/**', 'libs/testing/**'],
    rules: {
      // What tests read is their own.
      'regexp/no-super-linear-backtracking': 'off',
      'regexp/no-super-linear-move': 'off',
      // Jest's matchers are `any`, and what a test casts it asserts in the next line.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-empty-function': 'off',
    },
  },
);
