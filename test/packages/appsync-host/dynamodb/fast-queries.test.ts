import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { type Dynamodb, startDynamodb } from '../../../../packages/appsync-host/dynamodb/dynamodb.ts';
import type { TableDefinition } from '../../../../packages/appsync-host/dynamodb/tables.ts';
import { createAuthority } from '../../../../packages/appsync-host/iam/authority.ts';
import { makeFolder } from '../temporary-folder.ts';

const WINES: TableDefinition = {
  logicalId: 'Wines',
  tableName: 'Stack-Wines',
  keys: [
    { AttributeName: 'cellar', KeyType: 'HASH' },
    { AttributeName: 'id', KeyType: 'RANGE' },
  ],
  attributes: [
    { AttributeName: 'cellar', AttributeType: 'S' },
    { AttributeName: 'id', AttributeType: 'S' },
  ],
  globalIndexes: [],
  localIndexes: [],
};

/** Sixty wines in two cellars; some notes have quotes, and letters that take more than a byte. */
async function fill(): Promise<Dynamodb> {
  const authority = createAuthority({ accessKeyId: 'LAPTOP', secretAccessKey: 'x' });
  const dynamodb = await startDynamodb({ folder: makeFolder(), tables: [WINES], authority });
  onTestFinished(() => dynamodb.close());
  const wines = Array.from({ length: 60 }, (_, at) => ({
    cellar: { S: at % 3 === 0 ? 'small' : 'large' },
    id: { S: String(at).padStart(3, '0') },
    note: { S: `"${'é'.repeat(at)}"\u{1f377}` },
    price: { N: String(at / 4) },
    ...(at % 5 === 0 && { old: { BOOL: true } }),
  }));
  for (const Item of wines) await dynamodb.call('PutItem', { TableName: 'Stack-Wines', Item });
  return dynamodb;
}

/** What a call answers, or by which exception it is refused; what an engine measures is no part of it. */
async function told(dynamodb: Dynamodb, body: object): Promise<unknown> {
  try {
    return await dynamodb.call('Query', body);
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
}

const id = fc.integer({ min: -5, max: 70 }).map((at) => ({ S: String(at).padStart(3, '0') }));
const range = fc.oneof(
  fc.constant({ expression: '', values: {} }),
  fc.record({ from: id, to: id }).map(({ from, to }) => ({
    expression: ' AND id BETWEEN :from AND :to',
    values: { ':from': from, ':to': to },
  })),
  fc.record({ than: id, by: fc.constantFrom('=', '<', '<=', '>', '>=', '<>') }).map(({ than, by }) => ({
    expression: ` AND id ${by} :than`,
    values: { ':than': than },
  })),
);
const filter = fc.oneof(
  fc.constant({ expression: undefined, values: {} }),
  fc.constant({ expression: 'attribute_exists(old)', values: {} }),
  fc.constant({
    expression: 'price < :price AND NOT contains(note, :none)',
    values: { ':price': { N: '7' }, ':none': { S: 'x' } },
  }),
  fc.constant({ expression: 'id = :price', values: { ':price': { N: '7' } } }),
  fc.constant({ expression: 'no such thing', values: {} }),
);
const query = fc
  .record({
    cellar: fc.constantFrom({ S: 'small' }, { S: 'large' }, { S: 'none' }, { N: '1' }, { S: '' }),
    range,
    filter,
    limit: fc.option(fc.integer({ min: 0, max: 70 }), { nil: undefined }),
    start: fc.option(id, { nil: undefined }),
    forward: fc.option(fc.boolean(), { nil: undefined }),
  })
  .map(({ cellar, range: within, filter: which, limit, start, forward }) => ({
    TableName: 'Stack-Wines',
    KeyConditionExpression: `cellar = :cellar${within.expression}`,
    ...(which.expression !== undefined && { FilterExpression: which.expression }),
    ExpressionAttributeValues: { ':cellar': cellar, ...within.values, ...which.values },
    ...(limit !== undefined && { Limit: limit }),
    ...(start !== undefined && { ExclusiveStartKey: { cellar, id: start } }),
    ...(forward !== undefined && { ScanIndexForward: forward }),
  }));

it('a query is answered as dynalite answers it, entry by entry', async () => {
  const dynamodb = await fill();
  await fc.assert(
    fc.asyncProperty(query, async (asked) => {
      // To tell what a query costs, dynalite has to measure each entry: such a query is left to it.
      const measured = await told(dynamodb, { ...asked, ReturnConsumedCapacity: 'TOTAL' });
      const { ConsumedCapacity, ...page } = Object(measured) as Record<string, unknown>;
      expect(await told(dynamodb, asked)).toEqual(ConsumedCapacity === undefined ? measured : page);
    }),
    { numRuns: 200 },
  );
});

it('a page ends at 1 MB, wherever its limit is', async () => {
  const dynamodb = await fill();
  const note = { S: 'x'.repeat(100_000) };
  for (let at = 0; at < 12; at += 1) {
    await dynamodb.call('PutItem', {
      TableName: 'Stack-Wines',
      Item: { cellar: { S: 'heavy' }, id: { S: `${at}` }, note },
    });
  }
  const page = await dynamodb.call('Query', {
    TableName: 'Stack-Wines',
    KeyConditionExpression: 'cellar = :cellar',
    ExpressionAttributeValues: { ':cellar': { S: 'heavy' } },
    Limit: 12,
  });
  expect(page).toMatchObject({ Count: 11, LastEvaluatedKey: { cellar: { S: 'heavy' }, id: { S: '8' } } });
});
