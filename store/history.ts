import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { CLAIM_PREFIX, type StoredPrediction } from '../contract/stored-prediction.ts';
import { retryUntil } from './retry.ts';
import type { Table } from './table.ts';

/** How long one page of at most 1 MB is waited for. */
const PAGE_MS = 15_000;

/**
 * A client's predictions with their labels, oldest first, page by page, strongly consistent: those after the id `after`
 * (an empty text: all).
 *
 * Errors: StoreUnavailable where a page does not come within 15 s.
 */
export async function* readHistory(table: Table, clientId: string, after: string): AsyncGenerator<StoredPrediction[]> {
  // Claims sort after every prediction.
  let start: Record<string, unknown> | undefined = after === '' ? undefined : { clientId, id: after };
  do {
    const query = new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'clientId = :clientId AND id < :claims',
      ExpressionAttributeValues: { ':clientId': clientId, ':claims': CLAIM_PREFIX },
      ConsistentRead: true,
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    });
    const page = await retryUntil(table.clock, table.clock.now() + PAGE_MS, (abortSignal) =>
      table.dynamo.send(query, { abortSignal }),
    );
    yield (page.Items ?? []) as StoredPrediction[];
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
}
