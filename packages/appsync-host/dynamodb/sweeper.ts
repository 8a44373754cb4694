/** Deletes what has expired, which dynalite never does. DynamoDB promises no moment either, only "within days". */
import type { CallDynamodb } from '../service-calls.ts';
import type { TableDefinition } from './tables.ts';

const SWEEP_EVERY_MS = 3_600_000;
const PAGE_ENTRIES_MAX = 200;

/** Sweeps once an hour; returns what stops it. */
export function startSweeper(call: CallDynamodb, tables: readonly TableDefinition[]): () => void {
  const timer = setInterval(() => {
    void sweep(call, tables, Date.now()).catch(() => undefined);
  }, SWEEP_EVERY_MS).unref();
  return () => clearInterval(timer);
}

/** Deletes every entry whose expiry, in epoch seconds, is before `nowMs`. */
export async function sweep(call: CallDynamodb, tables: readonly TableDefinition[], nowMs: number): Promise<void> {
  for (const table of tables) {
    if (table.expiryAttribute !== undefined) await sweepTable(call, table, table.expiryAttribute, nowMs);
  }
}

async function sweepTable(call: CallDynamodb, table: TableDefinition, attribute: string, nowMs: number): Promise<void> {
  const keyNames = table.keys.map((key) => String((key as Record<string, unknown>)['AttributeName']));
  const isExpired = {
    ExpressionAttributeNames: { '#expiry': attribute },
    ExpressionAttributeValues: { ':now': { N: String(Math.floor(nowMs / 1000)) } },
  };
  let start: unknown;
  do {
    const page = await call('Scan', {
      TableName: table.tableName,
      Limit: PAGE_ENTRIES_MAX,
      FilterExpression: '#expiry < :now',
      ...isExpired,
      ...(start !== undefined && { ExclusiveStartKey: start }),
    });
    for (const entry of page['Items'] as Record<string, unknown>[]) {
      const key = Object.fromEntries(keyNames.map((name) => [name, entry[name]]));
      await call('DeleteItem', {
        TableName: table.tableName,
        Key: key,
        ConditionExpression: '#expiry < :now',
        ...isExpired,
      });
    }
    start = page['LastEvaluatedKey'];
  } while (start !== undefined);
}
