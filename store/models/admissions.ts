import { DeleteCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { StoredAdmission } from '../../contract/stored/datasets.ts';
import { KINDS } from '../../contract/tables.ts';
import type { Target } from '../../contract/wine.ts';
import { retryUntil } from '../dynamodb/retry.ts';
import type { Table } from '../dynamodb/table.ts';

/** Every class that operators have admitted, by target and name. Errors: StoreUnavailable at the deadline. */
export async function listAdmissions(table: Table, deadline: number): Promise<StoredAdmission[]> {
  const admissions: StoredAdmission[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const query = new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'kind = :kind',
      ExpressionAttributeValues: { ':kind': KINDS.admission },
      ConsistentRead: true,
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    });
    const page = await retryUntil(table.clock, deadline, (abortSignal) => table.dynamo.send(query, { abortSignal }));
    for (const { target, name, by, at } of (page.Items ?? []) as StoredAdmission[]) {
      admissions.push({ target, name, by, at });
    }
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return admissions;
}

/**
 * Admits a class; `settled` is its name as names are compared, so that it is admitted once however it is written.
 * Errors: StoreUnavailable at the deadline (epoch ms).
 */
export async function putAdmission(
  table: Table,
  admission: StoredAdmission,
  settled: string,
  deadline: number,
): Promise<void> {
  const Item = { ...admission, ...keyOf(admission.target, settled) };
  const put = new PutCommand({ TableName: table.name, Item });
  await retryUntil(table.clock, deadline, (abortSignal) => table.dynamo.send(put, { abortSignal }));
}

/**
 * Takes an admission back; returns what it was, undefined where there was none.
 * Errors: StoreUnavailable at the deadline (epoch ms).
 */
export async function removeAdmission(
  table: Table,
  target: Target,
  settled: string,
  deadline: number,
): Promise<StoredAdmission | undefined> {
  const remove = new DeleteCommand({ TableName: table.name, Key: keyOf(target, settled), ReturnValues: 'ALL_OLD' });
  const { Attributes } = await retryUntil(table.clock, deadline, (abortSignal) =>
    table.dynamo.send(remove, { abortSignal }),
  );
  return Attributes as StoredAdmission | undefined;
}

function keyOf(target: Target, settled: string): { kind: string; id: string } {
  return { kind: KINDS.admission, id: `${target}#${settled}` };
}
