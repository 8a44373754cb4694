/** Makes the template's tables, and finds them again at the next start. */
import { HostError } from '../failure.ts';
import type { CallDynamodb } from '../service-calls.ts';
import { maybeTextAt, propertyAt, recordsAt } from '../template/properties.ts';
import type { Stack, StackResource } from '../template/stack.ts';
import { finishRebuild, rebuildTable } from './rebuild.ts';
import { createTable, describeTable, hasKeys, hasLayout, pickIndex, type TableLayout } from './table-layout.ts';

/** A table as the template describes it. */
export interface TableDefinition extends TableLayout {
  logicalId: string;
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
 * Creates the tables that are missing, and rebuilds, entries and all, those whose indexes the template has changed;
 * `warn` is told of these in a line. Errors: HostError where one on disk has other keys than the template, or an entry
 * that cannot be in an index.
 */
export async function ensureTables(
  call: CallDynamodb,
  definitions: readonly TableDefinition[],
  warn: (line: string) => void = () => undefined,
): Promise<void> {
  for (const definition of definitions) {
    await finishRebuild(call, definition);
    const existing = await describeTable(call, definition.tableName);
    if (existing === undefined) await createTable(call, definition);
    else if (!hasKeys(existing, definition)) throw otherKeys(definition);
    else if (!hasLayout(existing, definition)) {
      warn(`${definition.logicalId} has other indexes than before: its entries are brought over.`);
      await rebuildTable(call, definition);
    }
  }
}

function otherKeys({ tableName, logicalId }: TableDefinition): HostError {
  return new HostError(
    `The table ${tableName} in the data folder has other keys than ${logicalId} ` +
      'in the template. Start with --fresh to begin with empty tables, or choose another folder with --data.',
  );
}
