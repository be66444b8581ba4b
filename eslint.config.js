import tseslint from 'typescript-eslint';

const production = ['src/**/*.{ts,js}', 'adapters/**/*.{ts,js}', 'jobs/**/*.{ts,js}'];
const typed = ['src/**/*.ts', 'adapters/**/*.ts', 'jobs/**/*.ts', 'test/**/*.ts', 'bench/**/*.ts'];
const entry = ['src/main.ts', 'src/cli.ts'];
const mayPrint = [...entry, 'src/cli/**', 'src/demo/**'];

const environment =
  'Only the process entry (src/main.ts, src/cli.ts) reads the environment; take the value as an option.';
const clock = 'Time is an argument or comes from the Clock port.';
const chance = 'Ids and chance come from a port, so that a test can name them.';

export default tseslint.config(
  { ignores: ['dist/', '.dist-*/', 'coverage/', '.pitcrew/', 'bench/results/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-var': 'error',
      'prefer-const': 'error',
      'no-debugger': 'error',
      'no-eval': 'error',
    },
  },
  {
    files: typed,
    extends: [tseslint.configs.recommended],
    languageOptions: { parserOptions: { project: 'test/tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: production,
    rules: { 'max-lines': ['error', { max: 250, skipBlankLines: false, skipComments: false }] },
  },
  {
    files: production,
    ignores: mayPrint,
    rules: { 'no-console': 'error' },
  },
  {
    files: production,
    ignores: entry,
    rules: {
      'no-restricted-properties': ['error', { object: 'process', property: 'env', message: environment }],
      'no-restricted-imports': [
        'error',
        { paths: ['process', 'node:process'].map((name) => ({ name, message: environment })) },
      ],
      'no-restricted-syntax': ['error', ...environmentByDetour()],
    },
  },
  {
    // Later settings of one rule replace earlier ones, so the environment's detours are named here again.
    files: ['src/domain/**/*.ts', 'src/app/**/*.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: environment },
        { object: 'Date', property: 'now', message: clock },
        { object: 'performance', property: 'now', message: clock },
        { object: 'DateTime', property: 'now', message: clock },
        { object: 'Math', property: 'random', message: chance },
        { object: 'crypto', property: 'randomUUID', message: chance },
      ],
      'no-restricted-syntax': [
        'error',
        ...environmentByDetour(),
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: clock },
        { selector: "CallExpression[callee.name='Date']", message: clock },
        {
          selector:
            "CallExpression[callee.object.name='DateTime'][callee.property.name=/^(local|utc)$/][arguments.length=0]",
          message: clock,
        },
      ],
    },
  },
);

function environmentByDetour() {
  return [{ selector: "MemberExpression[property.name='env'][object.property.name='process']", message: environment }];
}
