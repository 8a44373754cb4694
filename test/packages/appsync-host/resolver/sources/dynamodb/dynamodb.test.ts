import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSource } from '../../../../../../packages/appsync-host/resolver/sources/source.ts';
import type { RunSource, SourceAnswer } from '../../../../../../packages/appsync-host/resolver/sources/answer.ts';
import { valueOf } from '../../run-code.ts';
import { openTable, type TestTable } from '../../table.ts';

let table: TestTable;
let source: RunSource;
let other: RunSource;
let cellar = '';

beforeAll(async () => {
  table = await openTable();
  const wines = { name: 'wines', type: 'AMAZON_DYNAMODB', tableName: 'Wines' } as const;
  const parts = {
    definitions: [],
    dynamodb: table.dynamodb,
    invoke: () => Promise.resolve({ payload: null }),
    tokenKey: new Uint8Array(32).fill(7),
  };
  source = createSource(wines, 'Query.wines', parts);
  other = createSource(wines, 'Query.others', parts);
});
afterAll(() => table.close());

/** Runs the request object that an expression of APPSYNC_JS makes; `ctx.args.cellar` is the cellar of this test. */
function run(expression: string, context: object = {}): Promise<SourceAnswer> {
  return source(valueOf(expression, { arguments: { cellar, ...context } }));
}

function openCellar(name: string): void {
  cellar = name;
}

const keyOf = (id: number): string => `{ cellar: ctx.args.cellar, id: ${id} }`;

async function put(id: number, item: string): Promise<void> {
  expect(await run(`ddb.put({ key: ${keyOf(id)}, item: ${item} })`)).toHaveProperty('result');
}

describe('one item', () => {
  it('is put, answered whole, and read again as plain JSON', async () => {
    openCellar('one');
    const item = `{ name: 'Gamay', price: 12.5, old: false, none: null, tags: ddb.toStringSet(['a', 'b']), notes: [{ n: 1 }] }`;
    const stored = {
      cellar: 'one',
      id: 1,
      name: 'Gamay',
      price: 12.5,
      old: false,
      none: null,
      tags: ['a', 'b'],
      notes: [{ n: 1 }],
    };
    expect(await run(`ddb.put({ key: ${keyOf(1)}, item: ${item} })`)).toEqual({ result: stored });
    expect(await run(`ddb.get({ key: ${keyOf(1)}, consistentRead: true })`)).toEqual({ result: stored });
  });

  it('that is not there is null', async () => {
    expect(await run(`ddb.get({ key: ${keyOf(99)} })`)).toEqual({ result: null });
  });

  it('can be read in part, also inside maps and lists', async () => {
    openCellar('part');
    await put(1, `{ a: { b: 1, c: 2 }, list: [1, 2, 3], d: 4 }`);
    expect(await run(`ddb.get({ key: ${keyOf(1)}, projection: ['a.b', 'list[1]'] })`)).toEqual({
      result: { a: { b: 1 }, list: [2] },
    });
  });

  it('is removed, and answered as it was', async () => {
    openCellar('removed');
    await put(1, `{ name: 'Gamay' }`);
    const result = { cellar: 'removed', id: 1, name: 'Gamay' };
    expect(await run(`ddb.remove({ key: ${keyOf(1)} })`)).toEqual({ result });
    expect(await run(`ddb.remove({ key: ${keyOf(1)} })`)).toEqual({ result: null });
  });

  it('takes numbers as text or as numbers, as AppSync does', async () => {
    openCellar('numbers');
    const request = `{ operation: 'PutItem', key: { cellar: { S: ctx.args.cellar }, id: { N: '7' } }, attributeValues: { n: { N: 1 }, ns: { NS: [1, 2] }, no: { NULL: null } } }`;
    expect(await run(request)).toEqual({ result: { cellar: 'numbers', id: 7, n: 1, ns: [1, 2], no: null } });
  });
});

describe('an update', () => {
  it('sets, adds, counts, appends, prepends and removes', async () => {
    openCellar('update');
    await put(1, `{ count: 1, less: 5, list: ['b'], gone: true, map: { kept: 1, changed: 1 } }`);
    const update = [
      'count: ddb.operations.increment(2)',
      'less: ddb.operations.decrement()',
      `list: ddb.operations.append(['c'])`,
      'gone: ddb.operations.remove()',
      'map: { changed: 2 }',
      `added: ddb.operations.add({ x: 1 })`,
      'plain: null',
    ].join();
    const { result } = await run(`ddb.update({ key: ${keyOf(1)}, update: { ${update} } })`);
    expect(result).toEqual({
      cellar: 'update',
      id: 1,
      count: 3,
      less: 4,
      list: ['b', 'c'],
      map: { kept: 1, changed: 2 },
      added: { x: 1 },
      plain: null,
    });
  });

  it('replaces a map whole, and one entry of a list', async () => {
    openCellar('replace');
    await put(1, `{ map: { a: 1 }, list: ['a', 'b'] }`);
    const update = `{ map: ddb.operations.replace({ b: 2 }), list: [ddb.operations.updateListItem('z', 1)] }`;
    const { result } = await run(`ddb.update({ key: ${keyOf(1)}, update: ${update} })`);
    expect(result).toMatchObject({ map: { b: 2 }, list: ['a', 'z'] });
  });

  it('sets a set', async () => {
    openCellar('set');
    await put(1, `{ tags: 'none' }`);
    const { result } = await run(`ddb.update({ key: ${keyOf(1)}, update: { tags: ddb.toStringSet(['a', 'b']) } })`);
    expect(result).toMatchObject({ tags: ['a', 'b'] });
    expect(await run(`ddb.scan({ filter: { tags: { attributeType: 'stringSet' } } })`)).toMatchObject({
      result: { items: expect.arrayContaining([{ cellar: 'set', id: 1, tags: ['a', 'b'] }]) as unknown },
    });
  });

  it('puts before a list', async () => {
    openCellar('prepend');
    await put(1, `{ list: ['b'] }`);
    const { result } = await run(`ddb.update({ key: ${keyOf(1)}, update: { list: ddb.operations.prepend(['a']) } })`);
    expect(result).toMatchObject({ list: ['a', 'b'] });
  });
});

describe('a failed condition', () => {
  const failure = {
    type: 'DynamoDB:ConditionalCheckFailedException',
    message: expect.stringMatching(
      /^The conditional request failed \(Service: DynamoDb, Status Code: 400, Request ID: .+\)$/,
    ) as string,
  };

  it('is an error, and the result is the item as it is', async () => {
    openCellar('condition');
    await put(1, `{ name: 'Gamay' }`);
    const result = { cellar: 'condition', id: 1, name: 'Gamay' };
    const isNew = `condition: { id: { attributeExists: false } }`;
    const isMerlot = `condition: { name: { eq: 'Merlot' } }`;
    expect(await run(`ddb.put({ key: ${keyOf(1)}, item: { name: 'Merlot' }, ${isNew} })`)).toEqual({
      result,
      error: failure,
    });
    expect(await run(`ddb.update({ key: ${keyOf(1)}, update: { name: 'Gamay' }, ${isMerlot} })`)).toEqual({
      result,
      error: failure,
    });
    expect(await run(`ddb.remove({ key: ${keyOf(1)}, ${isMerlot} })`)).toEqual({ result, error: failure });
  });

  it('is none for a put of what is stored already', async () => {
    openCellar('same');
    await put(1, `{ name: 'Gamay', at: 1, map: { a: 1, b: 2 } }`);
    const condition = `condition: { id: { attributeExists: false } }`;
    const same = await run(
      `ddb.put({ key: ${keyOf(1)}, item: { at: 1, map: { b: 2, a: 1 }, name: 'Gamay' }, ${condition} })`,
    );
    expect(same).toEqual({ result: { cellar: 'same', id: 1, name: 'Gamay', at: 1, map: { a: 1, b: 2 } } });
  });

  it('leaves out what equalsIgnore names', async () => {
    openCellar('ignore');
    await put(1, `{ name: 'Gamay', at: 1 }`);
    const request = (ignored: string): string =>
      `{ operation: 'PutItem', key: util.dynamodb.toMapValues(${keyOf(1)}), attributeValues: util.dynamodb.toMapValues({ name: 'Gamay', at: 2 }), condition: { expression: 'attribute_not_exists(id)', equalsIgnore: ['${ignored}'] } }`;
    expect(await run(request('at'))).toEqual({ result: { cellar: 'ignore', id: 1, name: 'Gamay', at: 1 } });
    expect(await run(request('name'))).toMatchObject({ error: failure });
  });

  it('is none for a removal of what is absent already', async () => {
    openCellar('absent');
    expect(await run(`ddb.remove({ key: ${keyOf(1)}, condition: { name: { eq: 'Gamay' } } })`)).toEqual({
      result: null,
    });
  });

  it('with a handler of its own is refused: this host has none', async () => {
    openCellar('handler');
    await put(1, `{ name: 'Gamay' }`);
    const condition = `{ expression: 'attribute_not_exists(id)', conditionalCheckFailedHandler: { strategy: 'Custom', lambdaArn: 'x' } }`;
    const request = `{ operation: 'DeleteItem', key: util.dynamodb.toMapValues(${keyOf(1)}), condition: ${condition} }`;
    await expect(run(request)).rejects.toThrow('conditionalCheckFailedHandler Custom');
  });
});

describe('a query', () => {
  async function fill(name: string, count: number): Promise<void> {
    openCellar(name);
    for (let id = 1; id <= count; id += 1) await put(id, `{ even: ${id % 2 === 0} }`);
  }

  interface Page {
    items: { id: number }[];
    nextToken: string | null;
    scannedCount: number;
  }

  async function page(options: string, nextToken: string | null = null): Promise<Page> {
    const query = `{ cellar: { eq: ctx.args.cellar } }`;
    const { result, error } = await run(`ddb.query({ query: ${query}, nextToken: ctx.args.token, ${options} })`, {
      token: nextToken,
    });
    expect(error).toBeUndefined();
    return result as Page;
  }

  it('gives pages that together are the whole, each item once', async () => {
    await fill('pages', 5);
    const first = await page('limit: 2');
    const second = await page('limit: 2', first.nextToken);
    const third = await page('limit: 2', second.nextToken);
    expect([first, second, third].map(({ items }) => items.map(({ id }) => id))).toEqual([[1, 2], [3, 4], [5]]);
    expect(first.scannedCount).toBe(2);
    expect(third.nextToken).toBeNull();
  });

  it('backwards, within a range, filtered', async () => {
    await fill('range', 6);
    const query = `{ cellar: { eq: ctx.args.cellar }, id: { between: [2, 5] } }`;
    const { result } = await run(
      `ddb.query({ query: ${query}, filter: { even: { eq: true } }, scanIndexForward: false, projection: ['id'] })`,
    );
    expect(result).toEqual({ items: [{ id: 4 }, { id: 2 }], nextToken: null, scannedCount: 4 });
  });

  it('hides what a nextToken holds', async () => {
    await fill('secret-cellar', 2);
    const { nextToken } = await page('limit: 1');
    expect(Buffer.from(nextToken ?? '', 'base64url').toString('latin1')).not.toContain('secret-cellar');
  });

  it('refuses a nextToken of its own making, a changed one, and one of another resolver', async () => {
    await fill('foreign', 3);
    const refused = {
      result: null,
      error: {
        type: 'DynamoDB:UserIllegalArgumentException',
        message:
          'com.amazonaws.deepdish.common.pagination.InvalidPaginationTokenException: Invalid pagination token given.',
      },
    };
    const { nextToken } = await page('limit: 1');
    const token = nextToken ?? '';
    const changed = `${token.slice(0, -6)}AAAAAA`;
    const query = (nextToken: string): unknown =>
      valueOf(`ddb.query({ query: { cellar: { eq: 'foreign' } }, limit: 1, nextToken: ctx.args.t })`, {
        arguments: { t: nextToken },
      });
    for (const bad of ['eyJ2IjoxfQ', '', '!', changed]) expect(await source(query(bad))).toEqual(refused);
    expect(await other(query(token))).toEqual(refused);
    expect(await source(valueOf(`ddb.scan({ limit: 1, nextToken: ctx.args.t })`, { arguments: { t: token } }))).toEqual(
      refused,
    );
    expect(await source(query(token))).toMatchObject({ result: { items: [{ id: 2 }] } });
  });

  it('reports what DynamoDB refuses', async () => {
    expect(await run(`ddb.query({ query: { id: { eq: 1 } } })`)).toMatchObject({
      result: null,
      error: { type: 'DynamoDB:ValidationException', message: expect.stringContaining('(Service: DynamoDb') as string },
    });
  });
});

describe('a scan', () => {
  it('reads what the filter lets through', async () => {
    openCellar('scan');
    await put(1, `{ only: 'here' }`);
    expect(await run(`ddb.scan({ filter: { only: { eq: 'here' } } })`)).toMatchObject({
      result: { items: [{ cellar: 'scan', id: 1, only: 'here' }] },
    });
  });
});

describe('a batch', () => {
  it('is put, read in the order asked, and removed', async () => {
    openCellar('batch');
    const entries = `[{ cellar: ctx.args.cellar, id: 1, a: 'x', b: 1 }, { cellar: ctx.args.cellar, id: 2, a: 'y', b: 2 }]`;
    expect(await run(`ddb.batchPut({ tables: { Wines: ${entries} } })`)).toEqual({
      result: {
        data: {
          Wines: [
            { cellar: 'batch', id: 1, a: 'x', b: 1 },
            { cellar: 'batch', id: 2, a: 'y', b: 2 },
          ],
        },
        unprocessedItems: { Wines: [] },
      },
    });
    const keys = `[${keyOf(2)}, ${keyOf(9)}, ${keyOf(1)}]`;
    expect(await run(`ddb.batchGet({ tables: { Wines: { keys: ${keys}, projection: ['a'] } } })`)).toEqual({
      result: { data: { Wines: [{ a: 'y' }, null, { a: 'x' }] }, unprocessedKeys: { Wines: [] } },
    });
    expect(await run(`ddb.batchDelete({ tables: { Wines: [${keyOf(1)}] } })`)).toEqual({
      result: { data: { Wines: [{ cellar: 'batch', id: 1 }] }, unprocessedKeys: { Wines: [] } },
    });
    expect(await run(`ddb.batchGet({ tables: { Wines: { keys: ${keys} } } })`)).toMatchObject({
      result: { data: { Wines: [{ b: 2 }, null, null] } },
    });
  });
});

describe('a request that AppSync would not send', () => {
  const key = `key: { cellar: { S: 'a' }, id: { N: 1 } }`;
  it.each([
    [`{ operation: 'GetItem' }`, `Value for field '$[key]' not found.`],
    [`{ ${key} }`, `Value for field '$[operation]' not found.`],
    [`null`, `Value for field '$[operation]' not found.`],
    [`{ operation: 'GetItem', ${key}, filter: {} }`, `Unsupported element '$[filter]'.`],
    [
      `{ operation: 'DeleteItem', ${key}, condition: { expression: 'a = b', returnValuesOnConditionCheckFailure: true } }`,
      `Unsupported element '$[condition][returnValuesOnConditionCheckFailure]'.`,
    ],
    [`{ operation: 'BatchGetItem', tables: { Wines: { key: [] } } }`, `Unsupported element '$[tables][Wines][key]'.`],
    [`{ operation: 'GetItem', key: { cellar: 'a', id: 1 } }`, `"a" is not a DynamoDB value`],
  ])('%s', async (request, message) => {
    const before = table.calls.length;
    const fault = await run(request).catch((error: unknown) => error);
    expect(fault).toMatchObject({ errorType: 'MappingTemplate', message: expect.stringContaining(message) as string });
    expect(table.calls.length).toBe(before);
  });

  it.each([`{ operation: 'TransactWriteItems', transactItems: [] }`, `{ operation: 'Sync' }`])(
    '%s is refused by this host, by name',
    async (request) => {
      await expect(run(request)).rejects.toThrow('this local host does not support it');
    },
  );

  it('nothing that is null counts as given', async () => {
    const { result } = await run(`{ operation: 'Scan', limit: null, nextToken: null, filter: null, index: null }`);
    expect(result).toHaveProperty('items');
  });
});
