import { readFileSync } from 'node:fs';
import { buildSchema, findBreakingChanges, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';

/*
 * A release changes functions and schema while clients of the last one go on, so that the schema may only grow. In
 * test/api/last-release/ lie the schema, the operations of the client and stored records of the last release: they are
 * taken anew when a release is tagged (docs/RELEASES.md).
 */
const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const build = (path: string) => buildSchema(`${read(path)}\n${read('packages/appsync-host/appsync.graphql')}`);
const last = build('test/api/last-release/schema.graphql');
const now = build('schema.graphql');
const operations = parse(read('test/api/last-release/operations.graphql'));

describe('what clients of the last release ask', () => {
  it('is still valid, operation by operation', () => {
    expect(operations.definitions.length).toBeGreaterThan(30);
    expect(validate(last, operations)).toEqual([]);
    expect(validate(now, operations).map(({ message }) => message)).toEqual([]);
  });

  it('is not broken by what has changed of the schema', () => {
    expect(findBreakingChanges(last, now).map(({ description }) => description)).toEqual([]);
  });

  it.each([
    ['champion: ModelVersion!', 'leader: ModelVersion!', /Query\.champion was removed/],
    ['price: Float', 'cost: Float', /WineInput\.price was removed/],
    ['limit: Int = 20', 'limit: Int!', /changed type from Int to Int!/],
  ])('would be by %s that becomes %s', (line, other, sentence) => {
    const sdl = `${read('schema.graphql').replace(line, other)}\n${read('packages/appsync-host/appsync.graphql')}`;
    const breaks = findBreakingChanges(last, buildSchema(sdl)).map(({ description }) => description);
    expect(breaks.join()).toMatch(sentence);
  });
});
