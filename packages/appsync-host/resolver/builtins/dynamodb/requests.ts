import { keepSetsIn, toAttributeValues } from '../../attribute-values.ts';
import type { JsonRecord } from '../../../record.ts';
import { OPERATIONS, renderUpdate } from './update.ts';
import { requireExpression } from '../expression.ts';
import { UnsupportedByHost } from '../../signals.ts';

interface Options extends JsonRecord {
  filter?: JsonRecord | null;
  condition?: JsonRecord | null;
  projection?: string[] | null;
}

interface Keyed extends Options {
  key: JsonRecord;
}

/**
 * The helpers of @aws-appsync/utils/dynamodb: each makes a request object for an AMAZON_DYNAMODB data source.
 * Their expressions do what AWS documents; their spelling is known only for some (see COMPATIBILITY.md).
 */
export const DYNAMODB_MODULE = {
  get: ({ key, ...options }: Keyed) => ({
    operation: 'GetItem',
    key: toAttributeValues(key),
    ...renderOptions(options),
  }),
  put: ({ key, item, ...options }: Keyed & { item: JsonRecord }) => ({
    operation: 'PutItem',
    key: toAttributeValues(key),
    attributeValues: keepSetsIn(item),
    ...renderOptions(options),
  }),
  update: ({ key, update, ...options }: Keyed & { update: JsonRecord }) => ({
    operation: 'UpdateItem',
    key: toAttributeValues(key),
    update: renderUpdate(update),
    ...renderOptions(options),
  }),
  remove: ({ key, ...options }: Keyed) => ({
    operation: 'DeleteItem',
    key: toAttributeValues(key),
    ...renderOptions(options),
  }),
  query: ({ query, ...options }: Options & { query: JsonRecord }) => ({
    operation: 'Query',
    query: requireExpression(query, 'query'),
    ...renderOptions(options),
  }),
  scan: (options?: Options | null) => ({ operation: 'Scan', ...renderOptions(options ?? {}) }),
  batchGet: ({ tables }: { tables: Record<string, Options & { keys: JsonRecord[] }> }) => ({
    operation: 'BatchGetItem',
    tables: mapValues(tables, ({ keys, ...options }) => ({
      keys: keys.map(toAttributeValues),
      ...renderOptions(options),
    })),
  }),
  batchPut: ({ tables }: { tables: Record<string, JsonRecord[]> }) => ({
    operation: 'BatchPutItem',
    tables: mapValues(tables, (entries) => entries.map(keepSetsIn)),
  }),
  batchDelete: ({ tables }: { tables: Record<string, JsonRecord[]> }) => ({
    operation: 'BatchDeleteItem',
    tables: mapValues(tables, (keys) => keys.map(toAttributeValues)),
  }),
  transactGet: refuse('transactGet'),
  transactWrite: refuse('transactWrite'),
  sync: refuse('sync'),
  operations: OPERATIONS,
  toStringSet: (values: string[]) => ({ SS: values }),
  toNumberSet: (values: number[]) => ({ NS: values }),
  toBinarySet: (values: string[]) => ({ BS: values }),
};

function refuse(name: string): () => never {
  return () => {
    throw new UnsupportedByHost(`${name} of @aws-appsync/utils/dynamodb`);
  };
}

function mapValues<From, To>(tables: Record<string, From>, map: (from: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(tables).map(([name, from]) => [name, map(from)]));
}

/** Null means left out, as the types allow for `limit`, `nextToken` and others. */
function renderOptions({ filter, condition, projection, ...others }: Options): JsonRecord {
  const rendered: JsonRecord = {};
  for (const [name, value] of Object.entries(others)) if (value != null) rendered[name] = value;
  if (filter != null && Object.keys(filter).length > 0) rendered['filter'] = requireExpression(filter, 'filter');
  if (condition != null && Object.keys(condition).length > 0) {
    rendered['condition'] = requireExpression(condition, 'condition');
  }
  if (projection != null) rendered['projection'] = renderProjection(projection);
  return rendered;
}

/** `nested.list[1]` names its parts one by one; indexes stay as they are. */
function renderProjection(paths: string[]): { expression: string; expressionNames: Record<string, string> } {
  const labels = new Map<string, string>();
  const labelOf = (name: string): string => {
    const label = labels.get(name) ?? `#projName_${labels.size + 1}`;
    labels.set(name, label);
    return label;
  };
  const expression = paths
    .map((path) =>
      path
        .split('.')
        .map((part) => part.replace(/^[^[]+/, labelOf))
        .join('.'),
    )
    .join(', ');
  return { expression, expressionNames: Object.fromEntries([...labels].map(([name, label]) => [label, name])) };
}
