import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type StoredVersion, TRAINED_PREFIX } from '../../contract/stored/models.ts';
import { KINDS } from '../../contract/tables.ts';
import { conditionHeld, retryUntil } from '../dynamodb/retry.ts';
import type { Table } from '../dynamodb/table.ts';

/** Registers a version; returns false where the id is taken. Errors: StoreUnavailable at the deadline (epoch ms). */
export async function putVersion(table: Table, version: StoredVersion, deadline: number): Promise<boolean> {
  const put = new PutCommand({
    TableName: table.name,
    Item: { ...version, kind: KINDS.version },
    // Of a repeat, after an answer that was lost, the bytes are the same: an artifact's key holds the version's id.
    ConditionExpression: 'attribute_not_exists(id) OR (trainedBy = :run AND createdAt = :createdAt)',
    ExpressionAttributeValues: { ':run': version.trainedBy, ':createdAt': version.createdAt },
  });
  return retryUntil(table.clock, deadline, (abortSignal) => conditionHeld(table.dynamo.send(put, { abortSignal })));
}

/** The version of that id, strongly consistent. Errors: StoreUnavailable at the deadline (epoch ms). */
export async function findVersion(table: Table, id: string, deadline: number): Promise<StoredVersion | undefined> {
  const get = new GetCommand({ TableName: table.name, Key: { kind: KINDS.version, id }, ConsistentRead: true });
  const { Item } = await retryUntil(table.clock, deadline, (abortSignal) => table.dynamo.send(get, { abortSignal }));
  return Item as StoredVersion | undefined;
}

/** Some versions, newest first, and the id after which the next page begins, if there is more. */
export interface VersionPage {
  versions: StoredVersion[];
  last: string | undefined;
}

/**
 * Lists the versions that runs made, newest first, from the one before the id `before`. Errors: StoreUnavailable at the
 * deadline (epoch ms).
 */
export async function listVersions(
  table: Table,
  { limit, before }: { limit: number; before: string | undefined },
  deadline: number,
): Promise<VersionPage> {
  const query = queryVersions(table, {
    Limit: limit,
    ...(before === undefined ? {} : { ExclusiveStartKey: { kind: KINDS.version, id: before } }),
  });
  const page = await retryUntil(table.clock, deadline, (abortSignal) => table.dynamo.send(query, { abortSignal }));
  const versions = (page.Items ?? []) as StoredVersion[];
  return { versions, last: page.LastEvaluatedKey === undefined ? undefined : versions.at(-1)?.id };
}

/** What every version that a run made was made from, newest first. Errors: StoreUnavailable at the deadline. */
export async function listInputs(
  table: Table,
  deadline: number,
): Promise<Pick<StoredVersion, 'id' | 'inputs' | 'rejected'>[]> {
  const listed: Pick<StoredVersion, 'id' | 'inputs' | 'rejected'>[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const query = queryVersions(table, {
      ProjectionExpression: 'id, inputs, rejected',
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    });
    const page = await retryUntil(table.clock, deadline, (abortSignal) => table.dynamo.send(query, { abortSignal }));
    listed.push(...((page.Items ?? []) as typeof listed));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return listed;
}

function queryVersions(table: Table, more: Partial<ConstructorParameters<typeof QueryCommand>[0]>): QueryCommand {
  return new QueryCommand({
    TableName: table.name,
    // Starter versions are registered beside them, by ids that begin otherwise.
    KeyConditionExpression: 'kind = :kind AND begins_with(id, :trained)',
    ExpressionAttributeValues: { ':kind': KINDS.version, ':trained': TRAINED_PREFIX },
    ScanIndexForward: false,
    ConsistentRead: true,
    ...more,
  });
}
