import { describe, expect, it } from 'vitest';
import { circlesOf } from './tidy/circles.ts';
import { RULES } from './tidy/rules.ts';
import { readRepository, type Source } from './tidy/sources.ts';

const repository = readRepository();

// Made here, so that no scanner takes them for what they look like.
const LETTERS = 'Zq4Wm7Xk2Rt9Pv3Nb6Yc8Ld5Hf0Jg1Sa'.repeat(2);
const digits = (count: number): string => LETTERS.slice(0, count);
const FORMS = [
  ['AKI', 'AQWERTYUIOPASDFGH'],
  ['aws_secret_access', `_key = ${digits(40)}`],
  ['-----BEGIN RSA PRIV', `ATE KEY-----\n${digits(40)}`],
  ['gh', `p_${digits(36)}`],
  ['glp', `at-${digits(20)}`],
  ['np', `m_${digits(36)}`],
  ['xox', `b-${digits(30)}`],
  ['AI', `za${digits(35)}`],
  ['sk_', `live_${digits(24)}`],
  ['ey', `J${digits(20)}.eyJ${digits(20)}.${digits(30)}`],
  ['https://cellar:', `${digits(16)}@terroir.test/`],
  ['trr', `_${digits(40)}`],
].map((parts) => parts.join(''));

/** For each rule, files that break it: a rule that finds nothing here guards nothing. */
const BROKEN: Record<string, Source[]> = {
  'rooms import only what the table allows': [
    { path: 'classifier/text/tokens.ts', text: "import { readFileSync } from 'node:fs';" },
    { path: 'resolvers/Query.wine.ts', text: "import { a } from '../generated/schema.ts';" },
    { path: 'packages/appsync-host/host.ts', text: "import type { Prediction } from '../../generated/schema.ts';" },
    { path: 'packages/client/client.ts', text: "export const load = () => import('../../store/clients.ts');" },
  ],
  'rooms may import nothing that they do not': [{ path: 'cli/main.ts', text: "import { join } from 'node:path';" }],
  'every folder with code is a room of the table': [{ path: 'plugins/wine.ts', text: '' }],
  'every root field is in the contract with its resolver, and every resolver answers a root field': [
    { path: 'resolvers/Query.bottle.ts', text: '' },
    { path: 'packages/appsync-host/appsync.graphql', text: 'type Subscription { bottle: String }' },
  ],
  'every root field has a test of its name': [
    { path: 'packages/appsync-host/appsync.graphql', text: 'type Mutation { pour: String }' },
  ],
  'no folder is called utils, helpers, common, shared, core or lib': [
    { path: 'packages/client/utils/retry.ts', text: '' },
  ],
  'no file is called after nothing in particular': [{ path: 'packages/client/retry-helpers.ts', text: '' }],
  'files are kebab-case, resolvers Type.field.ts': [{ path: 'packages/client/retryPolicy.ts', text: '' }],
  'tests mirror the rooms': [{ path: 'test/cellar/rack.test.ts', text: '' }],
  'there are no barrels': [{ path: 'packages/client/index.ts', text: '' }],
  'classes are errors or CDK constructs': [{ path: 'store/clients.ts', text: 'export class Clients {}' }],
  'no line of code is over 120 columns, but an import, and in tests a text of a wire': [
    { path: 'store/clients.ts', text: `const a = 1;\n// ${'a'.repeat(118)}` },
  ],
  'no line of a page is over 200 columns': [{ path: 'docs/a.md', text: `# A\n\n${'é'.repeat(201)}` }],
  'a link of a page leads to a file that is there': [
    { path: 'docs/a.md', text: 'see [the schema](schema.graphql), and not [the other](../schema.graphql#wine)' },
  ],
  'nothing is silenced, skipped or left for later': [
    { path: 'store/clients.ts', text: '// @ts-ignore\nconst a = b as any; // TODO' },
    { path: 'test/store/clients.test.ts', text: "it.skip('…')" },
  ],
  'functions write into the log through functions/log.ts alone': [
    { path: 'functions/predict/handler.ts', text: "import { Logger } from '@aws-lambda-powertools/logger';" },
    { path: 'functions/train/thread.ts', text: 'console.error(error);' },
  ],
  'nothing names a machine, a registry or a secret': [
    { path: 'docs/a.md', text: 'see /home/me/terroir' },
    { path: 'package-lock.json', text: '"resolved": "https://example.com/a.tgz"' },
    { path: 'README.md', text: `trr_${'a'.repeat(40)}` },
  ],
  'package.json has sixteen scripts at most, and exact versions': [
    { path: 'package.json', text: '{ "dependencies": { "zod": "^4.0.0" } }' },
  ],
  'every package of a lock file has a licence of the list in test/tidy/lock-files.ts': [
    lockFile('package-lock.json', { license: 'GPL-3.0-only' }),
    lockFile('package-lock.json', {}),
    lockFile('package-lock.json', { license: 'MPL-2.0' }),
    lockFile('.ci/sbom-tool/package-lock.json', { license: '(MIT AND SSPL-1.0)', dev: true }),
  ],
  'every promise is tried by a test whose name begins with its number, or for long': [
    { path: 'test/store/clients.test.ts', text: "it('R24: a key is dead', () => undefined);" },
  ],
  'every package of a lock file has its SHA-512': [
    lockFile('package-lock.json', { license: 'MIT', integrity: 'sha1-aaaa' }),
    lockFile('.ci/sbom-tool/package-lock.json', { license: 'MIT' }),
  ],
  'imports go round in no circle, those of types included': [
    { path: 'store/clients.ts', text: "import type { A } from './clients.ts';" },
  ],
  'declaration files are right, though skipLibCheck keeps the compiler from looking': [
    { path: 'store/lru.d.ts', text: "declare module 'lru' {\n  const lru: 1;\n  export = lru;\n  export = lru;\n}" },
  ],
  'no binary file has more than 4 MB': [{ path: 'models/starter/model.onnx', text: '', bytes: 9_000_000 }],
  'docs/ARCHITECTURE.md lists every room and what it may import': [
    { path: 'docs/ARCHITECTURE.md', text: '| contract/ | said once | – |\n| store/ | tables | functions |' },
  ],
  'a decision tells its Status, Context, Decision, what was Rejected, and Consequences, in this order': [
    { path: 'docs/decisions/2026-11-23-why.md', text: '# Why\n\n## Status\n\nAccepted.\n\n## Context\n' },
    {
      path: 'docs/decisions/2026-11-23-why.md',
      text: '## Status\n\nOutdated.\n\n## Context\n\n## Decision\n\n## Rejected\n\n## Consequences\n',
    },
  ],
  'a test that replaces modules or measures memory is in the list ALONE of vitest.config.ts': [
    { path: 'test/store/table.test.ts', text: ['vi.', "mock('../../store/clock.ts');"].join('') },
  ],
  'scripts install by npm ci, or what they name by one version': [
    { path: '.ci/run', text: 'npm install' },
    { path: 'Dockerfile', text: 'RUN npm i -g npm@latest' },
    { path: 'infra/pipeline.ts', text: "const commands = ['npm ci', 'npm install --global aws-cdk@2'];" },
  ],
  'every package.json names its packages by one version': [
    { path: 'package.json', text: JSON.stringify({ dependencies: { a: '^1.0.0' } }) },
    { path: 'packages/client/package.json', text: JSON.stringify({ devDependencies: { a: 'latest' } }) },
  ],
  'the project and what it packs have one version': [
    { path: 'packages/client/package.json', text: JSON.stringify({ version: '0.0.9' }) },
  ],
  'no file has a secret in it': FORMS.map((form) => ({ path: 'docs/a.md', text: `It is ${form}.` })),
  'a decision is dated: docs/decisions/YYYY-MM-DD-what.md': [{ path: 'docs/decisions/why.md', text: '' }],
};

function lockFile(path: string, locked: object): Source {
  return { path, text: JSON.stringify({ packages: { '': {}, 'node_modules/a': locked } }) };
}

describe.each(RULES)('$says', ({ says, findings }) => {
  it('holds in this repository', () => {
    expect(findings(repository)).toEqual([]);
  });

  it('finds every file that breaks it', () => {
    const bare: Source = { path: 'schema.graphql', text: 'type Query { wine: String }' };
    const broken = BROKEN[says] ?? [];
    expect(broken).not.toEqual([]);
    for (const source of broken) {
      expect(findings([bare, source]).length, source.path).toBeGreaterThan(findings([bare]).length);
    }
  });
});

it('tells a circle of several files by the way round, and nothing of those that only lead to it', () => {
  const lines = {
    'cli/a.ts': "export { b } from './b.ts';",
    'cli/b.ts': "import type { C } from './c/c.ts';",
    'cli/c/c.ts': "export const load = () => import('../a.ts');",
    'cli/start.ts': "import { a } from './a.ts';\nimport { d } from './d.ts';",
    'cli/d.ts': "import { join } from 'node:path';",
  };
  const sources = Object.entries(lines).map(([path, text]) => ({ path, text }));
  expect(circlesOf(sources)).toEqual([['cli/a.ts', 'cli/b.ts', 'cli/c/c.ts', 'cli/a.ts']]);
});
