import { readFile } from 'node:fs/promises';
import {
  buildClientSchema,
  buildSchema,
  getIntrospectionQuery,
  lexicographicSortSchema,
  printSchema,
  type GraphQLSchema,
  type IntrospectionQuery,
} from 'graphql';
import { expect, it } from 'vitest';
import { post } from './api.ts';

const fileAt = (path: string): Promise<string> => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');

/** A schema in an order of its own, without what AppSync adds to every schema. */
const print = (schema: GraphQLSchema): string =>
  printSchema(lexicographicSortSchema(schema)).replaceAll(
    /("""[^"]*"""\n)?(scalar|directive) @?(AWS|aws|specifiedBy)\w*.*\n*/g,
    '',
  );

/** CloudFormation keeps no other signs, so the template spells these out. */
const toAscii = (sdl: string): string => sdl.replaceAll('…', '...').replaceAll('–', '-');

it('introspection tells what schema.graphql says, every description included', async () => {
  const { data } = await post({ query: getIntrospectionQuery({ schemaDescription: true }) });
  const sources = [await fileAt('schema.graphql'), await fileAt('packages/appsync-host/appsync.graphql')];
  expect(print(buildClientSchema(data as IntrospectionQuery))).toBe(print(buildSchema(toAscii(sources.join('\n')))));
});
