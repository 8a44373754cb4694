import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { KEY_PATTERN } from '../contract/keys.ts';
import type { StoredClient } from '../contract/stored-client.ts';
import { retryUntil } from './retry.ts';
import type { Table } from './table.ts';

/** The form of every key. */
export const KEY_FORM = new RegExp(KEY_PATTERN);

/** SHA-256 of a whole key, `trr_…`, in hex: what is stored of it. A key has 238 random bits, so no salt is needed. */
export async function hashKey(key: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key));
  return Buffer.from(digest).toString('hex');
}

/**
 * The client of a key's hash, or undefined; strongly consistent, so that a key works, or stops to, at once.
 *
 * Errors: StoreUnavailable at the deadline (epoch ms).
 */
export async function findClient(table: Table, keyHash: string, deadline: number): Promise<StoredClient | undefined> {
  return retryUntil(table.clock, deadline, async (abortSignal) => {
    const get = new GetCommand({ TableName: table.name, Key: { keyHash }, ConsistentRead: true });
    const { Item } = await table.dynamo.send(get, { abortSignal });
    return Item as StoredClient | undefined;
  });
}

/** Stores a client, in place of one with the same key. Errors: StoreUnavailable at the deadline (epoch ms). */
export async function putClient(table: Table, client: StoredClient, deadline: number): Promise<void> {
  await retryUntil(table.clock, deadline, (abortSignal) =>
    table.dynamo.send(new PutCommand({ TableName: table.name, Item: client }), { abortSignal }),
  );
}

/** Every client, oldest first. It reads the whole table: for people, not for requests. Errors as of the others. */
export async function listClients(table: Table, deadline: number): Promise<StoredClient[]> {
  const clients: StoredClient[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const page = await retryUntil(table.clock, deadline, (abortSignal) => {
      const scan = new ScanCommand({ TableName: table.name, ConsistentRead: true, ExclusiveStartKey: start });
      return table.dynamo.send(scan, { abortSignal });
    });
    clients.push(...((page.Items ?? []) as StoredClient[]));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return clients.sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
}

/** Revokes a key by its hash; returns whether there is such a key. Errors: StoreUnavailable at the deadline. */
export async function revokeClient(table: Table, keyHash: string, deadline: number): Promise<boolean> {
  const update = new UpdateCommand({
    TableName: table.name,
    Key: { keyHash },
    UpdateExpression: 'SET #state = :revoked',
    ConditionExpression: 'attribute_exists(keyHash)',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ':revoked': 'revoked' },
  });
  try {
    await retryUntil(table.clock, deadline, (abortSignal) => table.dynamo.send(update, { abortSignal }));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
