import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseQuery } from '../../../../../packages/appsync-host/appsync/request/envelope.ts';
import { buildApiSchema } from '../../../../../packages/appsync-host/appsync/schema.ts';
import { validateDocument } from '../../../../../packages/appsync-host/appsync/validate/validate.ts';

/** Recorded by packages/appsync-host/conformance/graphql-java; `host` is what this host says instead, where it does. */
interface Recorded {
  schema: string[];
  cases: { query: string; messages: string[]; host?: string[] }[];
}

const file = new URL('../../../../../packages/appsync-host/conformance/graphql-java/queries.json', import.meta.url);
const { schema: sdl, cases } = JSON.parse(readFileSync(file, 'utf8')) as Recorded;
const schema = buildApiSchema(sdl.join('\n'));

const messagesOf = (query: string): string[] =>
  validateDocument(schema, parseQuery(query), true).map(({ message }) => message);

test.each(cases.filter(({ host }) => host === undefined))('graphql-java’s words for $query', ({ query, messages }) => {
  expect(messagesOf(query)).toEqual(messages);
});

test.each(cases.filter(({ host }) => host !== undefined))('the host’s own words for $query', ({ query, host }) => {
  expect(messagesOf(query)).toEqual(host);
});

test('the host’s own are few', () => {
  expect(cases.filter(({ host }) => host !== undefined).length).toBeLessThanOrEqual(8);
});
