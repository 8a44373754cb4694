/** What a room may import: other rooms (`types` = only their types), and packages. */
export interface Room {
  rooms: Record<string, 'values' | 'types'>;
  packages: string[];
}

/**
 * The rooms and who may import whom (docs/ARCHITECTURE.md). A package ending in `/*` stands for its whole scope, `node:`
 * for everything that Node brings.
 */
export const ROOMS: Record<string, Room> = {
  generated: { rooms: {}, packages: ['@graphql-typed-document-node/core'] },
  classifier: { rooms: {}, packages: [] },
  resolvers: { rooms: { generated: 'types' }, packages: ['@aws-appsync/utils'] },
  store: { rooms: { generated: 'types', classifier: 'types' }, packages: ['@aws-sdk/*'] },
  functions: {
    rooms: { generated: 'types', classifier: 'values', store: 'values' },
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
  local: {
    rooms: {},
    packages: [
      'node:',
      '@graphql-yoga/render-graphiql',
      'acorn',
      'dynalite',
      'esbuild',
      'graphql',
      'graphql-yoga',
      'ws',
    ],
  },
  client: { rooms: { generated: 'values' }, packages: [] },
  cli: {
    rooms: { client: 'values', generated: 'types', store: 'values' },
    packages: ['node:', 'cli-progress', 'csv-parse'],
  },
  data: { rooms: { classifier: 'values' }, packages: ['node:', 'csv-parse'] },
  models: { rooms: { classifier: 'values' }, packages: ['node:', 'csv-parse', 'onnxruntime-node'] },
  bench: {
    rooms: { classifier: 'values', data: 'values', functions: 'values', generated: 'values', models: 'values' },
    packages: ['node:', 'autocannon', 'onnxruntime-node'],
  },
};

/** Folders at the top that hold no code of the product. */
export const OTHER_FOLDERS = ['.ci', 'docs', 'test'];
