import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type StoredRun, TRAINED_PREFIX } from '../../contract/stored/models.ts';
import { KINDS } from '../../contract/tables.ts';
import { conditionHeld, retryUntil } from '../dynamodb/retry.ts';
import type { Table } from '../dynamodb/table.ts';

/** A run that begins at that time (ISO 8601). */
export function beginRun(id: string, startedBy: string, reason: string | null, startedAt: string): StoredRun {
  return {
    id,
    status: 'RUNNING',
    stage: 'start',
    share: 0,
    reason,
    startedBy,
    startedAt,
    updatedAt: startedAt,
    finishedAt: null,
    examples: null,
    labels: null,
    datasets: null,
    refused: [],
    losses: [],
    modelVersion: null,
    decision: null,
    failure: null,
    place: null,
  };
}

/** A run, ended as failed: why is for people. */
export function failRun(run: StoredRun, failure: string, at: string): StoredRun {
  return { ...run, status: 'FAILED', failure, updatedAt: at, finishedAt: at };
}

/** The id of the version that a run makes. */
export function versionOfRun(runId: string): string {
  return `${TRAINED_PREFIX}${runId}`;
}

/**
 * Writes how a run stands, unless it has ended: then it stays as it is, and false is returned. Only PROMOTED is written
 * over FAILED: a promotion that was made is the truth, even where the run was given up before it was known.
 *
 * Errors: StoreUnavailable at the deadline (epoch ms); it may then be written or not.
 */
export async function writeRun(table: Table, run: StoredRun, deadline: number): Promise<boolean> {
  const put = new PutCommand({
    TableName: table.name,
    Item: { ...run, kind: KINDS.run },
    // The second half is for a repeat of this very write, whose answer was lost.
    ConditionExpression:
      'attribute_not_exists(id) OR #status = :running OR (#status = :status AND updatedAt = :at)' +
      (run.status === 'PROMOTED' ? ' OR #status = :failed' : ''),
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: {
      ':running': 'RUNNING',
      ':status': run.status,
      ':at': run.updatedAt,
      ...(run.status === 'PROMOTED' ? { ':failed': 'FAILED' } : {}),
    },
  });
  return retryUntil(table.clock, deadline, (abortSignal) => conditionHeld(table.dynamo.send(put, { abortSignal })));
}

/** The run of that id, strongly consistent. Errors: StoreUnavailable at the deadline (epoch ms). */
export async function findRun(table: Table, id: string, deadline: number): Promise<StoredRun | undefined> {
  const get = new GetCommand({ TableName: table.name, Key: { kind: KINDS.run, id }, ConsistentRead: true });
  const { Item } = await retryUntil(table.clock, deadline, (abortSignal) => table.dynamo.send(get, { abortSignal }));
  if (Item === undefined) return undefined;
  const { kind, ...run } = Item;
  return kind === KINDS.run ? (run as StoredRun) : undefined;
}

/** How much of the table is looked through for the runs that used a dataset: 1 MB a page, which is a year of runs. */
const USES_PAGES_MAX = 5;

/**
 * Ids of runs, newest first, by the dataset that they used, as far as the latest pages tell.
 * Errors: StoreUnavailable at the deadline (epoch ms).
 */
export async function listRunsByDataset(table: Table, deadline: number): Promise<Map<string, string[]>> {
  const runs = new Map<string, string[]>();
  let start: Record<string, unknown> | undefined;
  for (let page = 0; page < USES_PAGES_MAX; page += 1) {
    const query = new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'kind = :kind',
      ExpressionAttributeValues: { ':kind': KINDS.run },
      ProjectionExpression: 'id, datasets',
      ScanIndexForward: false,
      ConsistentRead: true,
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    });
    const read = await retryUntil(table.clock, deadline, (abortSignal) => table.dynamo.send(query, { abortSignal }));
    for (const { id, datasets } of (read.Items ?? []) as Pick<StoredRun, 'id' | 'datasets'>[]) {
      for (const name of datasets ?? []) runs.set(name, [...(runs.get(name) ?? []), id]);
    }
    start = read.LastEvaluatedKey;
    if (start === undefined) break;
  }
  return runs;
}

/** The newest runs, newest first, strongly consistent. Errors: StoreUnavailable at the deadline (epoch ms). */
export async function listRuns(table: Table, limit: number, deadline: number): Promise<StoredRun[]> {
  const query = new QueryCommand({
    TableName: table.name,
    KeyConditionExpression: 'kind = :kind',
    ExpressionAttributeValues: { ':kind': KINDS.run },
    ScanIndexForward: false,
    ConsistentRead: true,
    Limit: limit,
  });
  const { Items } = await retryUntil(table.clock, deadline, (abortSignal) => table.dynamo.send(query, { abortSignal }));
  return (Items ?? []) as StoredRun[];
}
