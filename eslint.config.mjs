import appsync from '@aws-appsync/eslint-plugin';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Names that say nothing about what a thing is. */
const vagueName =
  '^(utils?|helpers?|common|shared|manager|service|processor|wrapper)$|(Utils?|Helpers?|Manager|Processor|Wrapper)$';

export default defineConfig(
  {
    ignores: [
      'node_modules/',
      'generated/',
      'packages/client/generated/',
      'packages/*/dist/',
      'console/dist/',
      'cdk.out/',
      '.local/',
      'coverage/',
    ],
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    // The rules that need types are oxlint's (.oxlintrc.json), which has TypeScript's own compiler in machine code.
    extends: [tseslint.configs.recommended],
    languageOptions: { parserOptions: { tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error', noInlineConfig: true },
    rules: {
      'max-lines': ['error', { max: 400 }],
      'max-lines-per-function': ['error', { max: 70, IIFEs: true }],
      'no-console': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Name what is exported.' },
        { selector: 'ExportAllDeclaration', message: 'No barrels: import from the file that defines it.' },
        { selector: 'TSEnumDeclaration', message: 'Use a union of strings: Node runs the types away.' },
        {
          selector: `:matches(FunctionDeclaration, ClassDeclaration) > Identifier.id[name=/${vagueName}/]`,
          message: 'Name what it is.',
        },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/ban-ts-comment': 'error',
    },
  },
  {
    // A command line talks to its user on the console; so do the scripts that make the model and the benchmark.
    files: [
      'cli/**/*.ts',
      'packages/appsync-host/main.ts',
      'packages/appsync-host/trace.ts',
      'models/**/*.ts',
      'data/**/*.ts',
      'bench/**/*.ts',
      'packages/appsync-host/conformance/**/*.ts',
      'infra/app.ts',
      'test/check.ts',
      'test/promises.ts',
      'test/secrets.ts',
      'test/check-bundles.ts',
      'test/conformance.ts',
    ],
    rules: { 'no-console': 'off' },
  },
  {
    // A test file is one long description: its functions are as long as what they describe.
    files: ['test/**/*.ts'],
    rules: { 'max-lines-per-function': 'off', '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    files: ['*.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    // What APPSYNC_JS does not run: the plugin's rules, and those that it lacks.
    files: ['resolvers/**/*.ts'],
    plugins: { '@aws-appsync': appsync },
    // The plugin's rules ask for types.
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      ...appsync.configs.recommended.rules,
      'no-console': ['error', { allow: ['log', 'error'] }],
      'no-restricted-globals': [
        'error',
        ...[
          'Date',
          'Intl',
          'Map',
          'Promise',
          'Proxy',
          'Reflect',
          'RegExp',
          'Set',
          'Symbol',
          'WeakMap',
          'WeakSet',
          'globalThis',
        ],
        ...[
          'eval',
          'fetch',
          'process',
          'queueMicrotask',
          'setImmediate',
          'setInterval',
          'setTimeout',
          'structuredClone',
        ],
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'APPSYNC_JS looks for request and response by name.' },
        { selector: 'ThrowStatement', message: 'Use util.error.' },
        { selector: 'NewExpression', message: 'APPSYNC_JS has no constructors.' },
        { selector: "BinaryExpression[operator='**']", message: 'Multiply instead.' },
        { selector: 'MemberExpression[property.name=/^(bind|call|apply)$/]', message: 'Call the function itself.' },
        { selector: "MemberExpression[object.name='Number']", message: 'APPSYNC_JS has no members of Number.' },
      ],
    },
  },
);
