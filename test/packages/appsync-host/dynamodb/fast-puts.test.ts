import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { type Dynamodb, startDynamodb } from '../../../../packages/appsync-host/dynamodb/dynamodb.ts';
import type { TableDefinition } from '../../../../packages/appsync-host/dynamodb/tables.ts';
import { createAuthority } from '../../../../packages/appsync-host/iam/authority.ts';
import { makeFolder } from '../temporary-folder.ts';

function tableCalled(tableName: string): TableDefinition {
  return {
    logicalId: tableName,
    tableName,
    keys: [
      { AttributeName: 'owner', KeyType: 'HASH' },
      { AttributeName: 'id', KeyType: 'RANGE' },
    ],
    attributes: [
      { AttributeName: 'owner', AttributeType: 'S' },
      { AttributeName: 'id', AttributeType: 'N' },
      { AttributeName: 'month', AttributeType: 'S' },
    ],
    globalIndexes: [
      {
        IndexName: 'byMonth',
        KeySchema: [{ AttributeName: 'month', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
    localIndexes: [],
  };
}

async function start(): Promise<Dynamodb> {
  const tables = ['Stack-Fast', 'Stack-Plain'].map(tableCalled);
  const authority = createAuthority({ accessKeyId: 'LAPTOP', secretAccessKey: 'x' });
  const dynamodb = await startDynamodb({ folder: makeFolder(), tables, authority });
  onTestFinished(() => dynamodb.close());
  return dynamodb;
}

/** What a call answers, or by which exception it is refused. */
async function told(dynamodb: Dynamodb, action: string, body: object): Promise<unknown> {
  try {
    return await dynamodb.call(action, body);
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
}

async function empty(dynamodb: Dynamodb, TableName: string): Promise<void> {
  const { Items } = await dynamodb.call('Scan', { TableName });
  for (const { owner, id } of Items as { owner: unknown; id: unknown }[]) {
    await dynamodb.call('DeleteItem', { TableName, Key: { owner, id } });
  }
}

/** Everything that a table holds, by its key and by its index. */
async function contentOf(dynamodb: Dynamodb, tableName: string): Promise<unknown> {
  const months = ['a', 'b'].map((month) =>
    dynamodb.call('Query', {
      TableName: tableName,
      IndexName: 'byMonth',
      KeyConditionExpression: '#month = :month',
      ExpressionAttributeNames: { '#month': 'month' },
      ExpressionAttributeValues: { ':month': { S: month } },
    }),
  );
  const inOrder = ({ Items }: { Items?: unknown }): string[] =>
    (Items as object[]).map((item) => JSON.stringify(Object.entries(item).sort())).sort();
  const answers = await Promise.all([dynamodb.call('Scan', { TableName: tableName }), ...months]);
  return answers.map(inOrder);
}

const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    fc.record({ S: fc.string() }),
    fc.record({ N: fc.oneof(fc.integer().map(String), fc.double({ noNaN: true }).map(String), fc.constant('1e400')) }),
    fc.constantFrom(
      { BOOL: true },
      { NULL: true },
      { NULL: false },
      { N: 'seven' },
      { S: 'a', N: '1' },
      {},
      { SS: [] },
    ),
    fc.record({ B: fc.base64String() }),
    fc.record({ L: fc.array(tie('any'), { maxLength: 3 }) }),
    fc.record({ M: fc.dictionary(fc.string({ minLength: 1, maxLength: 5 }), tie('any'), { maxKeys: 3 }) }),
  ),
})).any;

const entry = fc.record(
  {
    owner: fc.constantFrom<object>({ S: 'ann' }, { S: 'bob' }, { S: '' }, { N: '1' }),
    id: fc.constantFrom<object>({ N: '1' }, { N: '2' }, { N: '2.0' }, { S: '1' }),
    month: fc.constantFrom<object>({ S: 'a' }, { S: 'b' }, { N: '1' }),
    more: value,
  },
  { requiredKeys: ['owner', 'id'] },
);

const call = fc.oneof(
  fc.array(entry, { minLength: 1, maxLength: 4 }).map((items) => ({
    action: 'BatchWriteItem',
    on: (table: string) => ({ RequestItems: { [table]: items.map((Item) => ({ PutRequest: { Item } })) } }),
  })),
  fc
    .tuple(entry, fc.constantFrom({}, { ConditionExpression: 'attribute_not_exists(id)' }))
    .map(([Item, condition]) => ({
      action: 'PutItem',
      on: (TableName: string) => ({ TableName, Item, ...condition }),
    })),
);

it('puts are taken and refused, and lie in table and index, as the engine itself would have it', async () => {
  const dynamodb = await start();
  await fc.assert(
    fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 4 }), async (calls) => {
      await Promise.all(['Stack-Fast', 'Stack-Plain'].map((table) => empty(dynamodb, table)));
      for (const { action, on } of calls) {
        const fast = await told(dynamodb, action, on('Stack-Fast'));
        // What asks for more than puts is the engine's.
        const plain = await told(dynamodb, action, { ...on('Stack-Plain'), ReturnConsumedCapacity: 'NONE' });
        expect(fast).toEqual(plain);
      }
      expect(await contentOf(dynamodb, 'Stack-Fast')).toEqual(await contentOf(dynamodb, 'Stack-Plain'));
    }),
    { numRuns: Number(process.env['FUZZ_RUNS'] ?? 60), seed: 12 },
  );
});

it('of many puts at once that are to be new, in batches and alone, one wins', async () => {
  const dynamodb = await start();
  const item = (id: number, by: number) => ({ owner: { S: 'ann' }, id: { N: String(id) }, by: { N: String(by) } });
  const singles = Array.from({ length: 20 }, (_, by) =>
    told(dynamodb, 'PutItem', {
      TableName: 'Stack-Fast',
      Item: item(1, by),
      ConditionExpression: 'attribute_not_exists(id)',
    }),
  );
  const batches = Array.from({ length: 20 }, (_, by) => {
    const items = [item(2, by), item(3, by)];
    const puts = (by % 2 === 0 ? items : items.reverse()).map((Item) => ({ PutRequest: { Item } }));
    return told(dynamodb, 'BatchWriteItem', { RequestItems: { 'Stack-Fast': puts } });
  });
  const answers = await Promise.all(singles);
  expect(answers.filter((one) => typeof one === 'object')).toHaveLength(1);
  expect(await Promise.all(batches)).toEqual(Array(20).fill({ UnprocessedItems: {} }));
});
