import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { StoredKeyAct } from '../../contract/stored/key-act.ts';
import { KINDS } from '../../contract/tables.ts';
import { retryUntil } from '../dynamodb/retry.ts';
import type { Table } from '../dynamodb/table.ts';

/** Writes down what is about to be done to a key. Errors: StoreUnavailable at the deadline (epoch ms). */
export async function putKeyAct(table: Table, act: StoredKeyAct, deadline: number): Promise<void> {
  const put = new PutCommand({ TableName: table.name, Item: { ...act, kind: KINDS.keyAct } });
  await retryUntil(table.clock, deadline, (abortSignal) => table.dynamo.send(put, { abortSignal }));
}
