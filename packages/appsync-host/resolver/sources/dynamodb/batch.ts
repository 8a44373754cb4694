import { fromWireValues, toWireValues } from '../../attribute-values.ts';
import { isRecord, type JsonRecord } from '../../../record.ts';
import type { CallDynamodb } from '../../../service-calls.ts';
import type { SourceAnswer } from '../answer.ts';
import { mergeExpressions, type TableAccess } from './table.ts';

type ByTable<Value> = Record<string, Value>;

/** BatchGetItem, BatchPutItem and BatchDeleteItem; what DynamoDB left undone is in the answer, not done again. */
export function runBatch(operation: string, request: JsonRecord, { dynamodb }: TableAccess): Promise<SourceAnswer> {
  const tables = request['tables'];
  if (operation === 'BatchGetItem') return getBatch(tables as ByTable<GetRequest>, dynamodb);
  return writeBatch(
    operation === 'BatchPutItem' ? 'PutRequest' : 'DeleteRequest',
    tables as ByTable<JsonRecord[]>,
    dynamodb,
  );
}

interface GetRequest {
  keys: JsonRecord[];
  consistentRead?: boolean | null;
  projection?: { expression: string; expressionNames?: JsonRecord | null } | null;
}

/** The answer has one place for each key, in the order asked, null where nothing is stored. */
async function getBatch(tables: ByTable<GetRequest>, dynamodb: CallDynamodb): Promise<SourceAnswer> {
  const RequestItems = mapTables(tables, ({ keys, consistentRead, projection }) => ({
    Keys: keys.map(toWireValues),
    ConsistentRead: consistentRead === true,
    ...mergeExpressions({ ProjectionExpression: projection && withKeys(projection, keys) }),
  }));
  const answer = await dynamodb('BatchGetItem', { RequestItems });
  const found = tablesOf<JsonRecord[]>(answer['Responses']);
  const undone = tablesOf<{ Keys?: JsonRecord[] }>(answer['UnprocessedKeys']);
  return {
    result: {
      data: mapTables(tables, ({ keys, projection }, table) =>
        keys.map((key) => {
          const names = Object.keys(key);
          const match = found[table]?.find((item) => identify(item, names) === identify(toWireValues(key), names));
          return match ? fromWireValues(withoutKeys(match, projection, names)) : null;
        }),
      ),
      unprocessedKeys: mapTables(tables, (_, table) => (undone[table]?.Keys ?? []).map(fromWireValues)),
    },
  };
}

/** What tells one item from another: its key attributes. */
function identify(item: JsonRecord, names: string[]): string {
  return JSON.stringify(names.map((name) => item[name]));
}

/** Items come back in any order: the key has to be among what is read to tell which is which. */
function withKeys({ expression, expressionNames }: NonNullable<GetRequest['projection']>, keys: JsonRecord[]): object {
  const missing = Object.keys(keys[0] ?? {}).filter((name) => !isProjected(name, { expression, expressionNames }));
  const added = missing.map((name, index) => [`#hostKey${index}`, name] as const);
  return {
    expression: [expression, ...added.map(([label]) => label)].join(', '),
    expressionNames: { ...expressionNames, ...Object.fromEntries(added) },
  };
}

function withoutKeys(item: JsonRecord, projection: GetRequest['projection'], names: string[]): JsonRecord {
  if (!projection) return item;
  const added = names.filter((name) => !isProjected(name, projection));
  return Object.fromEntries(Object.entries(item).filter(([name]) => !added.includes(name)));
}

function isProjected(
  name: string,
  projection: { expression: string; expressionNames?: JsonRecord | null | undefined },
): boolean {
  const paths = projection.expression.split(',').map((path) => path.trim());
  return paths.some((path) => (projection.expressionNames?.[path] ?? path) === name);
}

async function writeBatch(
  kind: 'PutRequest' | 'DeleteRequest',
  tables: ByTable<JsonRecord[]>,
  dynamodb: CallDynamodb,
): Promise<SourceAnswer> {
  const content = kind === 'PutRequest' ? 'Item' : 'Key';
  const RequestItems = mapTables(tables, (entries) =>
    entries.map((entry) => ({ [kind]: { [content]: toWireValues(entry) } })),
  );
  const answer = await dynamodb('BatchWriteItem', { RequestItems });
  const undone = tablesOf<JsonRecord[]>(answer['UnprocessedItems']);
  const left = mapTables(tables, (_, table) =>
    (undone[table] ?? []).map((one) => {
      const request = one[kind];
      const entry = isRecord(request) ? request[content] : null;
      return isRecord(entry) ? fromWireValues(entry) : null;
    }),
  );
  return {
    result: {
      data: mapTables(tables, (entries) => entries.map((entry) => fromWireValues(toWireValues(entry)))),
      [kind === 'PutRequest' ? 'unprocessedItems' : 'unprocessedKeys']: left,
    },
  };
}

function tablesOf<Value>(value: unknown): Partial<ByTable<Value>> {
  return isRecord(value) ? (value as ByTable<Value>) : {};
}

function mapTables<From, To>(tables: ByTable<From>, map: (from: From, table: string) => To): ByTable<To> {
  return Object.fromEntries(Object.entries(tables).map(([table, from]) => [table, map(from, table)]));
}
