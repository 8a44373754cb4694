import { QueryCommand, type QueryCommandInput, type QueryCommandOutput } from '@aws-sdk/lib-dynamodb';
import { ownerOf } from '../../contract/partitions.ts';
import { LABELS_INDEX } from '../../contract/tables.ts';
import type { StoredLabel, StoredPrediction } from '../../contract/stored/prediction.ts';
import { retryUntil } from '../dynamodb/retry.ts';
import type { Table } from '../dynamodb/table.ts';

/** A prediction whose client has told the truth about it. */
export type LabelledPrediction = StoredPrediction & { label: StoredLabel };

/** No label is older: there was no index before. */
const FIRST_MONTH = '2026-11';
/** How long one page of at most 1 MB is waited for. */
const PAGE_MS = 15_000;

/**
 * Reads all clients' predictions that were labelled in the months from `firstMonth` to `lastMonth` (`YYYY-MM`), oldest
 * label first, page by page. An index is read, so labels of the last second may be missing.
 *
 * Errors: StoreUnavailable where a page does not come within 15 s.
 */
export async function* readLabelled(
  table: Table,
  firstMonth: string,
  lastMonth: string,
): AsyncGenerator<LabelledPrediction[]> {
  for await (const page of readIndex(table, { firstMonth, lastMonth })) yield readLabels(page.Items);
}

/**
 * How many predictions are labelled, of all clients.
 *
 * Errors: StoreUnavailable where a page does not come within 15 s.
 */
export async function countLabelled(table: Table): Promise<number> {
  const months = { firstMonth: FIRST_MONTH, lastMonth: monthOf(table.clock.now()) };
  let count = 0;
  for await (const page of readIndex(table, months, { Select: 'COUNT' })) count += page.Count ?? 0;
  return count;
}

/** The pages of the index of labels, month by month. */
async function* readIndex(
  table: Table,
  { firstMonth, lastMonth }: { firstMonth: string; lastMonth: string },
  wanted: Pick<QueryCommandInput, 'Select'> = {},
): AsyncGenerator<QueryCommandOutput> {
  for (let month = firstMonth > FIRST_MONTH ? firstMonth : FIRST_MONTH; month <= lastMonth; month = monthAfter(month)) {
    let start: Record<string, unknown> | undefined;
    do {
      const query = new QueryCommand({
        TableName: table.name,
        IndexName: LABELS_INDEX.name,
        KeyConditionExpression: `${LABELS_INDEX.partitionKey} = :month`,
        ExpressionAttributeValues: { ':month': month },
        ...wanted,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      });
      const page = await retryUntil(table.clock, table.clock.now() + PAGE_MS, (abortSignal) =>
        table.dynamo.send(query, { abortSignal }),
      );
      yield page;
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
  }
}

/**
 * Reads all clients' predictions that were labelled since a time (ISO 8601, UTC), newest label first, of `pagesMax`
 * pages of at most 1 MB each: what it costs is bounded.
 *
 * Errors: StoreUnavailable where a page does not come within 15 s.
 */
export async function readNewestLabelled(table: Table, since: string, pagesMax: number): Promise<LabelledPrediction[]> {
  const labelled: LabelledPrediction[] = [];
  const firstMonth = since.slice(0, 7);
  let month = monthOf(table.clock.now());
  let start: Record<string, unknown> | undefined;
  for (let pages = 0; pages < pagesMax; pages += 1) {
    const query = new QueryCommand({
      TableName: table.name,
      IndexName: LABELS_INDEX.name,
      KeyConditionExpression: `${LABELS_INDEX.partitionKey} = :month AND ${LABELS_INDEX.sortKey} >= :since`,
      ExpressionAttributeValues: { ':month': month, ':since': since },
      ScanIndexForward: false,
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    });
    const page = await retryUntil(table.clock, table.clock.now() + PAGE_MS, (abortSignal) =>
      table.dynamo.send(query, { abortSignal }),
    );
    labelled.push(...readLabels(page.Items));
    start = page.LastEvaluatedKey;
    if (start !== undefined) continue;
    if (month <= firstMonth) break;
    month = monthBefore(month);
  }
  return labelled;
}

/** Those that have a label still, with the ids of their clients. */
function readLabels(entries: readonly object[] = []): LabelledPrediction[] {
  return (entries as LabelledPrediction[]).flatMap((one) =>
    one.label === undefined ? [] : [{ ...one, clientId: ownerOf(one.clientId) }],
  );
}

/** The month of a time: `YYYY-MM`, UTC. */
export function monthOf(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 7);
}

function monthBefore(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return monthOf(Date.UTC(year, number - 2, 1));
}

function monthAfter(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return monthOf(Date.UTC(year, number, 1));
}
