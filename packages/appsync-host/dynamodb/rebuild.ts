/**
 * Gives a table on disk other indexes and keeps its entries. The engine cannot change indexes, so a second table is
 * filled, the first one made anew, and filled from it. It may be cut off anywhere: the next start goes on.
 */
import { HostError } from '../failure.ts';
import type { CallDynamodb } from '../service-calls.ts';
import { createTable, deleteTable, describeTable, hasLayout, type TableLayout } from './table-layout.ts';

/** DynamoDB writes no more entries at once. */
const BATCH_ENTRIES_MAX = 25;

/** The table that holds the entries while the first one is made anew. */
function nameCopy(tableName: string): string {
  return `${tableName}.rebuilt`;
}

/**
 * Makes a table anew by that layout, with the entries that it has. Errors: HostError where an entry cannot be in an
 * index; the table then stays as it was.
 */
export async function rebuildTable(call: CallDynamodb, layout: TableLayout): Promise<void> {
  const copy = { ...layout, tableName: nameCopy(layout.tableName) };
  await createTable(call, copy);
  try {
    await copyEntries(call, layout.tableName, copy.tableName);
  } catch (error) {
    await deleteTable(call, copy.tableName);
    if (!(error instanceof Error) || error.name !== 'ValidationException') throw error;
    throw new HostError(
      `The table ${layout.tableName} in the data folder has an entry that fits none of its new indexes ` +
        `(${error.message}). Start with --fresh to begin with empty tables, or choose another folder with --data.`,
    );
  }
  await deleteTable(call, layout.tableName);
  await fillAnew(call, layout);
}

/** Goes on with a rebuild that was cut off, if there was one. */
export async function finishRebuild(call: CallDynamodb, layout: TableLayout): Promise<void> {
  const { tableName } = layout;
  if ((await describeTable(call, nameCopy(tableName))) === undefined) return;
  const existing = await describeTable(call, tableName);
  // A first table of the old layout is whole: the copy was cut off, or is of another template.
  if (existing !== undefined && !hasLayout(existing, layout)) return deleteTable(call, nameCopy(tableName));
  await fillAnew(call, layout);
}

async function fillAnew(call: CallDynamodb, layout: TableLayout): Promise<void> {
  const { tableName } = layout;
  if ((await describeTable(call, tableName)) === undefined) await createTable(call, layout);
  await copyEntries(call, nameCopy(tableName), tableName);
  await deleteTable(call, nameCopy(tableName));
}

/** Copies every entry; one that is there is overwritten. */
async function copyEntries(call: CallDynamodb, from: string, to: string): Promise<void> {
  let start: unknown;
  do {
    const page = await call('Scan', { TableName: from, ...(start !== undefined && { ExclusiveStartKey: start }) });
    const entries = page['Items'] as unknown[];
    for (let first = 0; first < entries.length; first += BATCH_ENTRIES_MAX) {
      const batch = entries.slice(first, first + BATCH_ENTRIES_MAX);
      await writeBatch(
        call,
        to,
        batch.map((Item) => ({ PutRequest: { Item } })),
      );
    }
    start = page['LastEvaluatedKey'];
  } while (start !== undefined);
}

async function writeBatch(call: CallDynamodb, table: string, puts: unknown[]): Promise<void> {
  for (let left: unknown[] | undefined = puts; left !== undefined && left.length > 0;) {
    const answer: Record<string, unknown> = await call('BatchWriteItem', { RequestItems: { [table]: left } });
    left = (answer['UnprocessedItems'] as Record<string, unknown[]> | undefined)?.[table];
  }
}
