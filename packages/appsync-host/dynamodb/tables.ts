/** Makes the template's tables, and finds them again at the next start. */
import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { HostError } from '../failure.ts';
import type { CallDynamodb } from '../service-calls.ts';
import { maybeTextAt, propertyAt, recordsAt } from '../template/properties.ts';
import type { Stack, StackResource } from '../template/stack.ts';
import { isNotFound } from './client.ts';

const POLL_EVERY_MS = 2;

/** A table as the template describes it; keys and indexes in the form of CreateTable. */
export interface TableDefinition {
  logicalId: string;
  tableName: string;
  keys: unknown[];
  attributes: unknown[];
  globalIndexes: Record<string, unknown>[];
  localIndexes: Record<string, unknown>[];
  /** Attribute that holds the epoch second after which an entry may be deleted. */
  expiryAttribute?: string;
}

/** Every table of the stack. */
export function readTables(stack: Stack): TableDefinition[] {
  return stack.resourcesOf('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable').map(readTable);
}

function readTable(resource: StackResource): TableDefinition {
  const expires = propertyAt(resource, 'TimeToLiveSpecification.Enabled');
  const expiryAttribute = maybeTextAt(resource, 'TimeToLiveSpecification.AttributeName');
  return {
    logicalId: resource.logicalId,
    tableName: resource.ref,
    keys: recordsAt(resource, 'KeySchema'),
    attributes: recordsAt(resource, 'AttributeDefinitions'),
    globalIndexes: recordsAt(resource, 'GlobalSecondaryIndexes').map(pickIndex),
    localIndexes: recordsAt(resource, 'LocalSecondaryIndexes').map(pickIndex),
    ...(String(expires) === 'true' && expiryAttribute !== undefined && { expiryAttribute }),
  };
}

/**
 * Creates the tables that are missing. Errors: HostError where one on disk has other keys or indexes than the template.
 */
export async function ensureTables(call: CallDynamodb, definitions: readonly TableDefinition[]): Promise<void> {
  for (const definition of definitions) {
    const existing = await describe(call, definition.tableName);
    if (existing === undefined) await create(call, definition);
    else compare(existing, definition);
  }
}

async function describe(call: CallDynamodb, tableName: string): Promise<Record<string, unknown> | undefined> {
  try {
    return (await call('DescribeTable', { TableName: tableName }))['Table'] as Record<string, unknown>;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

async function create(call: CallDynamodb, definition: TableDefinition): Promise<void> {
  const { tableName, keys, attributes, globalIndexes, localIndexes } = definition;
  await call('CreateTable', {
    TableName: tableName,
    KeySchema: keys,
    AttributeDefinitions: attributes,
    BillingMode: 'PAY_PER_REQUEST',
    ...(globalIndexes.length > 0 && { GlobalSecondaryIndexes: globalIndexes }),
    ...(localIndexes.length > 0 && { LocalSecondaryIndexes: localIndexes }),
  });
  // The engine makes a table active a moment after it has answered.
  while ((await describe(call, tableName))?.['TableStatus'] !== 'ACTIVE') await setTimeout(POLL_EVERY_MS);
}

function compare(existing: Record<string, unknown>, definition: TableDefinition): void {
  const indexes = [
    ...listIndexes(existing, 'GlobalSecondaryIndexes'),
    ...listIndexes(existing, 'LocalSecondaryIndexes'),
  ];
  const isSame =
    isDeepStrictEqual(existing['KeySchema'], definition.keys) &&
    isDeepStrictEqual(
      sort(existing['AttributeDefinitions'], 'AttributeName'),
      sort(definition.attributes, 'AttributeName'),
    ) &&
    isDeepStrictEqual(
      sort(indexes, 'IndexName'),
      sort([...definition.globalIndexes, ...definition.localIndexes], 'IndexName'),
    );
  if (isSame) return;
  throw new HostError(
    `The table ${definition.tableName} in the data folder has other keys or indexes than ${definition.logicalId} ` +
      'in the template. Start with --fresh to begin with empty tables, or choose another folder with --data.',
  );
}

function listIndexes(table: Record<string, unknown>, kind: string): Record<string, unknown>[] {
  return ((table[kind] ?? []) as Record<string, unknown>[]).map(pickIndex);
}

function pickIndex({ IndexName, KeySchema, Projection }: Record<string, unknown>): Record<string, unknown> {
  return { IndexName, KeySchema, Projection };
}

function sort(list: unknown, by: string): unknown[] {
  const nameOf = (one: Record<string, unknown>) => String(one[by]);
  return [...(list as Record<string, unknown>[])].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}
