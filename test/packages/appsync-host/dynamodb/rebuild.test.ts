import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Dynamodb, startDynamodb } from '../../../../packages/appsync-host/dynamodb/dynamodb.ts';
import type { TableDefinition } from '../../../../packages/appsync-host/dynamodb/tables.ts';
import { createAuthority } from '../../../../packages/appsync-host/iam/authority.ts';
import { makeFolder } from '../temporary-folder.ts';

const authority = createAuthority({ accessKeyId: 'LAPTOP', secretAccessKey: 'x' });
const events: TableDefinition = {
  logicalId: 'Events',
  tableName: 'Stack-Events',
  keys: [
    { AttributeName: 'owner', KeyType: 'HASH' },
    { AttributeName: 'at', KeyType: 'RANGE' },
  ],
  attributes: [
    { AttributeName: 'owner', AttributeType: 'S' },
    { AttributeName: 'at', AttributeType: 'N' },
  ],
  globalIndexes: [],
  localIndexes: [],
};
const byMonth = {
  IndexName: 'byMonth',
  KeySchema: [{ AttributeName: 'month', KeyType: 'HASH' }],
  Projection: { ProjectionType: 'ALL' },
};
const warned: string[] = [];

async function start(folder: string, table = events): Promise<Dynamodb> {
  const warn = (line: string) => void warned.push(line);
  const dynamodb = await startDynamodb({ folder, tables: [table], authority, warn });
  onTestFinished(() => dynamodb.close());
  return dynamodb;
}

const ofOwner = {
  TableName: events.tableName,
  KeyConditionExpression: '#o = :o',
  ExpressionAttributeNames: { '#o': 'owner' },
  ExpressionAttributeValues: { ':o': { S: 'ann' } },
};

describe('a table that has got other indexes in the template', () => {
  const month = { AttributeName: 'month', AttributeType: 'S' };
  const indexed = { ...events, attributes: [...events.attributes, month], globalIndexes: [byMonth] };
  const ofMonth = {
    TableName: events.tableName,
    IndexName: 'byMonth',
    KeyConditionExpression: '#m = :m',
    ExpressionAttributeNames: { '#m': 'month' },
    ExpressionAttributeValues: { ':m': { S: '2026-11' } },
  };
  const entry = (at: number, attributes: object = { month: { S: '2026-11' } }) => ({
    TableName: events.tableName,
    Item: { owner: { S: 'ann' }, at: { N: String(at) }, ...attributes },
  });
  const copy = `${events.tableName}.rebuilt`;

  it('keeps its entries, also the other way round', async () => {
    const folder = makeFolder();
    const before = await start(folder);
    for (let at = 0; at < 60; at++) await before.call('PutItem', entry(at));
    await before.close();
    const after = await start(folder, indexed);
    expect(await after.call('Query', ofMonth)).toMatchObject({ Count: 60 });
    expect(warned).toEqual(['Events has other indexes than before: its entries are brought over.']);
    expect(await after.call('ListTables', {})).toEqual({ TableNames: [events.tableName] });
    await after.close();
    const back = await start(folder);
    expect(await back.call('Query', ofOwner)).toMatchObject({ Count: 60 });
    await expect(back.call('Query', ofMonth)).rejects.toThrow();
  });

  it('is left as it was where an entry fits no index, with what to do', async () => {
    const folder = makeFolder();
    const before = await start(folder);
    await before.call('PutItem', entry(1));
    await before.call('PutItem', entry(2, { month: { N: '11' } }));
    await before.close();
    await expect(start(folder, indexed)).rejects.toThrow(/Events.*an entry.*--fresh/);
    const again = await start(folder);
    expect(await again.call('Query', ofOwner)).toMatchObject({ Count: 2 });
  });

  it.each(['while the copy was filled', 'while the table was made anew', 'before the copy was deleted'])(
    'is rebuilt at the next start where that was cut off %s',
    async (when) => {
      const folder = makeFolder();
      const isFirst = when === 'while the copy was filled';
      const before = await start(folder, isFirst ? events : indexed);
      const { tableName: TableName, keys: KeySchema, attributes } = indexed;
      const second = { TableName: copy, KeySchema, AttributeDefinitions: attributes };
      const index = { GlobalSecondaryIndexes: indexed.globalIndexes, BillingMode: 'PAY_PER_REQUEST' };
      await before.call('CreateTable', { ...second, ...index });
      await vi.waitFor(async () =>
        expect(await before.call('DescribeTable', { TableName: copy })).toMatchObject({
          Table: { TableStatus: 'ACTIVE' },
        }),
      );
      const whole = isFirst ? TableName : copy;
      for (let at = 0; at < 3; at++) await before.call('PutItem', { ...entry(at), TableName: whole });
      await before.call('PutItem', { ...entry(0), TableName: isFirst ? copy : TableName });
      if (when === 'while the table was made anew') await before.call('DeleteTable', { TableName });
      await before.close();
      const after = await start(folder, indexed);
      expect(await after.call('Query', ofMonth)).toMatchObject({ Count: 3 });
      expect(await after.call('ListTables', {})).toEqual({ TableNames: [TableName] });
    },
  );
});
