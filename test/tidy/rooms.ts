/** What a room may import: other rooms (`types` = only their types), and packages. */
export interface Room {
  rooms: Record<string, 'values' | 'types'>;
  packages: string[];
}

/**
 * The rooms and who may import whom (docs/ARCHITECTURE.md). A package ending in `/*` stands for its whole scope, and
 * `node:` for everything that Node brings.
 */
export const ROOMS: Record<string, Room> = {
  contract: { rooms: {}, packages: [] },
  generated: { rooms: {}, packages: [] },
  classifier: { rooms: { contract: 'values' }, packages: [] },
  artifacts: { rooms: { contract: 'values', classifier: 'values' }, packages: ['node:', 'onnxruntime-node'] },
  tabular: {
    rooms: { contract: 'values', classifier: 'values' },
    packages: ['node:', 'csv-parse', 'read-excel-file', 'zod'],
  },
  resolvers: { rooms: { contract: 'values', generated: 'types' }, packages: ['@aws-appsync/utils'] },
  store: {
    rooms: { contract: 'values', tabular: 'values' },
    packages: ['node:', '@aws-crypto/sha256-js', '@aws-sdk/*', '@smithy/signature-v4'],
  },
  functions: {
    rooms: {
      contract: 'values',
      generated: 'types',
      classifier: 'values',
      artifacts: 'values',
      tabular: 'values',
      store: 'values',
    },
    packages: ['node:', '@aws-lambda-powertools/*', 'aws-lambda', 'ulid', 'zod'],
  },
  infra: {
    rooms: { contract: 'values' },
    packages: ['node:', 'aws-cdk-lib', 'cdk-nag', 'constructs', 'esbuild', 'graphql'],
  },
  'packages/appsync-host': {
    rooms: {},
    packages: ['node:', '@graphql-yoga/render-graphiql', 'acorn', 'dynalite', 'graphql', 'typescript', 'ws'],
  },
  'packages/client': { rooms: { contract: 'values' }, packages: ['@graphql-typed-document-node/core'] },
  cli: {
    rooms: {
      contract: 'values',
      store: 'values',
      tabular: 'values',
      'packages/client': 'values',
      console: 'values',
    },
    packages: ['node:', 'cli-progress'],
  },
  // Its build script is Node's; what is in app/ runs in a browser, and its tsconfig knows nothing else.
  console: {
    rooms: { 'packages/client': 'values' },
    packages: ['node:', 'esbuild', 'preact', 'preact-render-to-string'],
  },
  data: { rooms: { classifier: 'values', tabular: 'values' }, packages: ['node:'] },
  models: {
    rooms: { contract: 'values', classifier: 'values', artifacts: 'values' },
    packages: ['node:'],
  },
  bench: {
    rooms: {
      contract: 'values',
      classifier: 'values',
      artifacts: 'values',
      data: 'values',
      functions: 'values',
      models: 'values',
      store: 'values',
      'packages/client': 'values',
    },
    packages: ['node:', 'autocannon', 'playwright-core', 'ulid'],
  },
};

/** Folders at the top that hold no code of the product. */
export const OTHER_FOLDERS = ['.ci', 'docs', 'test'];
