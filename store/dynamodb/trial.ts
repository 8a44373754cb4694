import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conditionHeld, retryUntil } from './retry.ts';
import type { Table } from './table.ts';

/**
 * Asks DynamoDB for a write that its condition forbids whatever is there: that it answers shows that the table is there
 * and may be written, and nothing is. `key` is that of any entry.
 *
 * Errors: StoreUnavailable at the deadline (epoch ms); what DynamoDB says where the write is not allowed.
 */
export async function tryWrite(
  table: Table,
  verb: 'put' | 'update',
  key: Readonly<Record<string, string>>,
  deadline: number,
): Promise<void> {
  const [name = ''] = Object.keys(key);
  const impossible = {
    TableName: table.name,
    ConditionExpression: 'attribute_exists(#key) AND attribute_not_exists(#key)',
  };
  const held = await conditionHeld(
    retryUntil<unknown>(table.clock, deadline, (abortSignal) => {
      if (verb === 'put') {
        const put = new PutCommand({ ...impossible, Item: { ...key }, ExpressionAttributeNames: { '#key': name } });
        return table.dynamo.send(put, { abortSignal });
      }
      const update = new UpdateCommand({
        ...impossible,
        Key: { ...key },
        UpdateExpression: 'SET #trial = :trial',
        ExpressionAttributeNames: { '#key': name, '#trial': 'trial' },
        ExpressionAttributeValues: { ':trial': true },
      });
      return table.dynamo.send(update, { abortSignal });
    }),
  );
  if (held) throw new Error('A write that nothing allows was done.');
}
