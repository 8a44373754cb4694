/**
 * What DynamoDB refuses and the engine would take: empty keys of indexes, deep nesting, long lists of IN. Messages as
 * callers of the service have quoted them.
 */
import { isRecord, type JsonRecord } from '../record.ts';
import type { Refusal } from './refusal.ts';
import type { TableDefinition } from './tables.ts';

/** A key of an index of some table. */
export interface IndexKey {
  tableName: string;
  indexName: string;
  attribute: string;
}

const NESTING_LEVELS_MAX = 32;
const IN_OPERANDS_MAX = 100;
const EXPRESSIONS = ['ConditionExpression', 'FilterExpression', 'KeyConditionExpression'];

/** Every key of every index. */
export function listIndexKeys(tables: readonly TableDefinition[]): IndexKey[] {
  return tables.flatMap(({ tableName, globalIndexes, localIndexes }) =>
    [...globalIndexes, ...localIndexes].flatMap(({ IndexName, KeySchema }) =>
      (KeySchema as JsonRecord[]).map(({ AttributeName }) => ({
        tableName,
        indexName: String(IndexName),
        attribute: String(AttributeName),
      })),
    ),
  );
}

/** Why DynamoDB would not do this; undefined where it would, or where the engine knows it too. */
export function findLimitFault(body: JsonRecord, indexKeys: readonly IndexKey[]): Refusal | undefined {
  const message =
    findNesting(body) ?? findLongList(body) ?? findEmptyKey(body, indexKeys) ?? findEmptyUpdate(body, indexKeys);
  return message === undefined ? undefined : { exception: 'ValidationException', message };
}

/** The items of a call that writes, each with its table. */
function listItems({ TableName, Item, RequestItems }: JsonRecord): { tableName: string; item: JsonRecord }[] {
  if (isRecord(Item)) return [{ tableName: String(TableName), item: Item }];
  const requests = isRecord(RequestItems) ? Object.entries(RequestItems) : [];
  return requests.flatMap(([tableName, writes]) =>
    (Array.isArray(writes) ? writes : []).flatMap((write: unknown) => {
      const put = isRecord(write) ? write['PutRequest'] : undefined;
      return isRecord(put) && isRecord(put['Item']) ? [{ tableName, item: put['Item'] }] : [];
    }),
  );
}

function findNesting(body: JsonRecord): string | undefined {
  const values = body['ExpressionAttributeValues'];
  const maps = [...listItems(body).map(({ item }) => item), ...(isRecord(values) ? [values] : [])];
  // The item itself is no level.
  if (!maps.some((map) => Object.values(map).some((value) => isDeeper(value, NESTING_LEVELS_MAX)))) return undefined;
  const limits = 'Attributes in the item have nested levels beyond supported limit';
  return `Nesting Levels have exceeded supported limits: ${limits}`;
}

/** Whether a value has more levels of lists and maps than these. */
function isDeeper(value: unknown, levels: number): boolean {
  const { M, L } = isRecord(value) ? value : {};
  const inner = isRecord(M) ? Object.values(M) : L;
  if (!Array.isArray(inner)) return false;
  return levels === 0 || inner.some((one) => isDeeper(one, levels - 1));
}

function findLongList(body: JsonRecord): string | undefined {
  for (const name of EXPRESSIONS) {
    const expression = body[name];
    const lists = typeof expression === 'string' ? expression.matchAll(/\bIN\s*\(([^()]*)\)/gi) : [];
    for (const [, list = ''] of lists) {
      const count = list.split(',').length;
      const reason = 'The IN operator is provided with too many operands; number of operands:';
      if (count > IN_OPERANDS_MAX) return `Invalid ${name}: ${reason} ${count}`;
    }
  }
  return undefined;
}

function isEmpty(value: unknown): 'string' | 'binary' | undefined {
  if (!isRecord(value)) return undefined;
  return value['S'] === '' ? 'string' : value['B'] === '' ? 'binary' : undefined;
}

const INVALID = 'One or more parameter values are not valid.';

function findEmptyKey(body: JsonRecord, indexKeys: readonly IndexKey[]): string | undefined {
  for (const { tableName, item } of listItems(body)) {
    for (const key of indexKeys.filter((one) => one.tableName === tableName)) {
      const kind = isEmpty(item[key.attribute]);
      if (kind === undefined) continue;
      const rule = `The AttributeValue for a key attribute cannot contain an empty ${kind} value.`;
      const place = `IndexName: ${key.indexName}, IndexKey: ${key.attribute}`;
      return `${INVALID} A value specified for a secondary index key is not supported. ${rule} ${place}`;
    }
  }
  return undefined;
}

/** Looks at `name = :value` and `name = if_not_exists(…, :value)`. */
function findEmptyUpdate(body: JsonRecord, indexKeys: readonly IndexKey[]): string | undefined {
  const { TableName, UpdateExpression, ExpressionAttributeNames, ExpressionAttributeValues } = body;
  if (typeof UpdateExpression !== 'string' || !isRecord(ExpressionAttributeValues)) return undefined;
  const names = isRecord(ExpressionAttributeNames) ? ExpressionAttributeNames : {};
  const resolveName = (name: string): string => {
    const meant = names[name];
    return typeof meant === 'string' ? meant : name;
  };
  const keys = indexKeys.filter(({ tableName }) => tableName === TableName).map(({ attribute }) => attribute);
  const pattern = /(?<![.\]\w#])([#\w]+)\s*=\s*(?:if_not_exists\s*\([^,]+,\s*)?(:\w+)/g;
  for (const [, name = '', value = ''] of UpdateExpression.matchAll(pattern)) {
    const kind = isEmpty(ExpressionAttributeValues[value]);
    if (kind === undefined || !keys.includes(resolveName(name))) continue;
    const reason = 'The update expression attempted to update a secondary index key to a value that is not supported.';
    return `${INVALID} ${reason} The AttributeValue for a key attribute cannot contain an empty ${kind} value.`;
  }
  return undefined;
}
