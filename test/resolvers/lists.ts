import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answered, type Fields, openFields } from './fields.ts';
import { loadResolver } from './harness.ts';
import { asClient } from './predictions.ts';

interface Page {
  items: unknown[];
  nextToken: string | null;
}

interface ListParts {
  /** The code that reads it, where that is a step of the field's. */
  read?: string;
  /** Who asks; a client of no special scope unless told. */
  identity?: object;
  /** Of entries that are not of this list. */
  others: object[];
  /** The n-th entry as it is stored, counted from 1 by time. */
  stored: (n: number) => object;
  /** The entry as it is answered. */
  answered: (n: number) => object;
}

const COUNT = 45;
const refused = { errorType: 'InvalidInput', errorInfo: { field: 'nextToken', rule: 'token', retryable: false } };

/** What holds for a list of the table of models. */
export function describeList(
  field: 'Query.trainingRuns' | 'Query.promotions' | 'Query.keyActs',
  parts: ListParts,
): void {
  const other = field === 'Query.promotions' ? 'Query.trainingRuns' : 'Query.promotions';
  const { identity = asClient('ann') } = parts;
  let fields: Fields;
  const page = (args: object = {}): Promise<Answered<Page>> => fields.run(field, identity, args);
  const newestFirst = Array.from({ length: COUNT }, (_, n) => parts.answered(COUNT - n));

  beforeAll(async () => {
    fields = await openFields([field, other]);
    expect((await page()).value).toEqual({ items: [], nextToken: null });
    await fields.put('Models', [...Array.from({ length: COUNT }, (_, n) => parts.stored(n + 1)), ...parts.others]);
  });

  afterAll(() => fields.close());

  describe('a page', () => {
    it.each([
      [undefined, 20],
      [null, 20],
      [1, 1],
      [45, 45],
      [100, 45],
    ])('with a limit of %j holds the newest %d', async (limit, count) => {
      const { value } = await page({ limit });
      expect(value.items).toMatchObject(newestFirst.slice(0, count));
      expect(value.nextToken === null).toBe(count === COUNT);
    });

    it.each([0, -1, 101])('never holds %d', async (limit) => {
      const errorInfo = { field: 'limit', rule: 'range' };
      expect((await page({ limit })).error).toMatchObject({ errorType: 'InvalidInput', errorInfo });
    });

    it('is as new as what was written last', async () => {
      const { value } = (await loadResolver(parts.read ?? field)).request({ identity, arguments: {} });
      expect(value).toMatchObject({ consistentRead: true });
    });
  });

  it.each([7, 15, 44])('the pages of %d together are the whole list', async (limit) => {
    const items: unknown[] = [];
    let nextToken: string | null = null;
    do {
      const { value, error }: Answered<Page> = await page({ limit, nextToken });
      expect(error).toBeUndefined();
      items.push(...value.items);
      nextToken = value.nextToken;
    } while (nextToken !== null);
    expect(items).toMatchObject(newestFirst);
  });

  describe('a nextToken', () => {
    it.each([
      ['of no characters', ''],
      ['that is no base 64', 'no token!'],
      ['that is base 64 of no JSON', btoa('{"before":')],
      ['that is base 64 of null', btoa('null')],
      ['that leads elsewhere', btoa('{"kind":"lease","before":"training"}')],
      ['of no position', btoa('{"kind":"run"}')],
      ['of a position that no entry has', btoa('{"kind":"promotion","before":"0"}')],
      ['of a million characters', 'A'.repeat(1_000_000)],
    ])('%s is refused', async (_, nextToken) => {
      expect((await page({ nextToken })).error).toMatchObject(refused);
    });

    it('of another list is refused, whatever its position', async () => {
      const { value } = await page({ limit: 1 });
      const token = { ...(JSON.parse(atob(value.nextToken ?? '')) as object), kind: 'version' };
      expect((await page({ nextToken: btoa(JSON.stringify(token)) })).error).toMatchObject(refused);
    });

    it('of the other list is refused', async () => {
      const { value } = await page({ limit: 1 });
      const { error } = await fields.run(other, identity, { nextToken: value.nextToken });
      expect(error).toMatchObject(refused);
    });
  });

  it('goes on where DynamoDB ended its read before the page was full', async () => {
    const resolver = await loadResolver(parts.read ?? field);
    const result = { items: [parts.stored(2)], nextToken: 'of AppSync' };
    const { value } = resolver.response({ identity, arguments: { limit: 5 }, result });
    const { nextToken } = value as Page;
    expect((await page({ nextToken })).value).toMatchObject({ items: [parts.answered(1)], nextToken: null });
  });

  it('is Internal where DynamoDB fails, and may be tried again', async () => {
    const error = { type: 'DynamoDB:ProvisionedThroughputExceededException', message: 'Too much of Models-X7.' };
    const { raised, logs } = (await loadResolver(parts.read ?? field)).response({ identity, arguments: {}, error });
    expect(raised).toMatchObject({ errorType: 'Internal', errorInfo: { retryable: true } });
    expect(raised?.message).not.toContain('X7');
    expect(logs.join()).toContain('Too much of Models-X7.');
  });

  it('is Unauthorized for whoever came in without a key', async () => {
    expect((await fields.run(field, { userArn: 'x' })).error).toMatchObject({ errorType: 'Unauthorized' });
  });
}
