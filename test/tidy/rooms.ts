/** What a room may import: other rooms (`types` = only their types), and packages. */
export interface Room {
  rooms: Record<string, 'values' | 'types'>;
  packages: string[];
}

/**
 * The rooms and who may import whom (docs/ARCHITECTURE.md). A package ending in `/*` stands for its whole scope,
 * `node:` for everything that Node brings.
 */
export const ROOMS: Record<string, Room> = {
  generated: { rooms: {}, packages: ['@graphql-typed-document-node/core'] },
  classifier: { rooms: {}, packages: [] },
  resolvers: { rooms: { generated: 'types' }, packages: ['@aws-appsync/utils'] },
  artifacts: { rooms: { classifier: 'values', store: 'types' }, packages: ['node:', 'onnxruntime-node'] },
  tabular: { rooms: { classifier: 'values', generated: 'types' }, packages: ['node:', 'csv-parse', 'zod'] },
  store: { rooms: { generated: 'types', classifier: 'types' }, packages: ['@aws-sdk/*'] },
  functions: {
    rooms: { generated: 'types', classifier: 'values', artifacts: 'values', tabular: 'values', store: 'values' },
    packages: [
      'node:',
      'onnxruntime-node',
      '@aws-crypto/sha256-js',
      '@aws-lambda-powertools/*',
      '@smithy/signature-v4',
      'aws-lambda',
      'ulid',
      'zod',
    ],
  },
  infra: { rooms: {}, packages: ['node:', 'aws-cdk-lib', 'cdk-nag', 'constructs', 'esbuild'] },
  'packages/appsync-host': {
    rooms: {},
    packages: ['node:', '@graphql-yoga/render-graphiql', 'acorn', 'dynalite', 'graphql', 'typescript', 'ws'],
  },
  'packages/client': { rooms: {}, packages: ['@graphql-typed-document-node/core'] },
  cli: {
    rooms: { 'packages/client': 'values', tabular: 'values', store: 'values' },
    packages: ['node:', 'cli-progress', 'csv-parse'],
  },
  data: { rooms: { classifier: 'values' }, packages: ['node:', 'csv-parse'] },
  models: {
    rooms: { classifier: 'values', artifacts: 'values' },
    packages: ['node:', 'csv-parse', 'onnxruntime-node'],
  },
  bench: {
    rooms: {
      artifacts: 'values',
      classifier: 'values',
      data: 'values',
      functions: 'values',
      models: 'values',
      'packages/client': 'values',
    },
    packages: ['node:', 'autocannon', 'onnxruntime-node'],
  },
};

/** Folders at the top that hold no code of the product. */
export const OTHER_FOLDERS = ['.ci', 'docs', 'test'];
