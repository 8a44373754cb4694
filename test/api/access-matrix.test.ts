import { SCOPES, type Scope } from '../../contract/root-fields.ts';
import { readFile } from 'node:fs/promises';
import {
  buildSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
} from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { listen } from '../../packages/client/listen.ts';
import { realtimeEndpointOf } from '../../packages/client/connection.ts';
import { waitFor } from '../../packages/client/retry.ts';
import { api, canMakeKeys, makeKey, post } from './api.ts';

const files = ['schema.graphql', 'packages/appsync-host/appsync.graphql'];
const sources = await Promise.all(files.map((path) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8')));
const schema = buildSchema(sources.join('\n'));

type RootType = 'Query' | 'Mutation' | 'Subscription';
interface RootField {
  type: RootType;
  field: GraphQLField<unknown, unknown>;
  /** What its description says that a key needs. */
  needs: Scope | 'any' | 'nothing of a key';
}

const rootFields = (['Query', 'Mutation', 'Subscription'] as const).flatMap((type) =>
  fieldsOf(type).map((field): RootField => ({ type, field, needs: readNeed(field.description ?? '') })),
);

function fieldsOf(type: RootType): GraphQLField<unknown, unknown>[] {
  const root = {
    Query: schema.getQueryType(),
    Mutation: schema.getMutationType(),
    Subscription: schema.getSubscriptionType(),
  };
  return Object.values(root[type]!.getFields());
}

function readNeed(description: string): RootField['needs'] {
  const scope = SCOPES.find((one) => new RegExp(`Needs the\\s+scope \`${one}\``).test(description));
  if (scope) return scope;
  if (/Any scope\./.test(description)) return 'any';
  if (/by IAM/.test(description)) return 'nothing of a key';
  throw new Error(`The schema does not say what this needs: ${description}`);
}

/** An operation with every argument given, so that none of them is met by a default, and none does anything. */
function write({ type, field }: RootField): string {
  const args = field.args.map((arg: GraphQLArgument) => `${arg.name}: ${literalOf(arg.type)}`);
  const selection = isCompositeType(getNamedType(field.type)) ? ' { __typename }' : '';
  return `${type.toLowerCase()} { ${field.name}${args.length > 0 ? `(${args.join(', ')})` : ''}${selection} }`;
}

/** A value that the schema takes and no rule of ours: texts are empty, objects have what they must have. */
function literalOf(given: GraphQLInputType): string {
  const type = getNullableType(given);
  if (isListType(type)) return `[${literalOf(type.ofType)}]`;
  if (isEnumType(type)) return type.getValues()[0]!.name;
  if (isInputObjectType(type)) {
    const required = Object.values(type.getFields()).filter((field) => isNonNullType(field.type));
    return `{ ${required.map((field) => `${field.name}: ${literalOf(field.type)}`).join(', ')} }`;
  }
  const literals: Record<string, string> = { Int: '1', Float: '1', Boolean: 'true', ID: '"none"', String: '" "' };
  return literals[String(type)] ?? '"2026-11-23T00:00:00Z"';
}

describe.runIf(canMakeKeys).each(SCOPES.map((scope) => ({ scope })))('a key of the scope $scope', ({ scope }) => {
  let key: string;
  beforeAll(async () => void (key = await makeKey({ scopes: [scope] })));

  const isOpen = ({ needs }: RootField): boolean => needs === 'any' || needs === scope;
  const answered = rootFields.filter(({ type }) => type !== 'Subscription');

  it.each(answered.filter(isOpen).map((root) => [`${root.type}.${root.field.name}`, root] as const))(
    'opens %s',
    async (_, root) => {
      const { status, errors } = await post({ query: write(root) }, { authorization: key });
      expect(status).toBe(200);
      // Some are refused for what they ask; none for who asks, and none as no GraphQL.
      const types = errors.map(({ errorType }) => errorType);
      expect(['InvalidInput', 'NotFound']).toEqual(expect.arrayContaining(types));
    },
  );

  it.each(answered.filter((root) => !isOpen(root)).map((root) => [`${root.type}.${root.field.name}`, root] as const))(
    'does not open %s',
    async (_, root) => {
      const { errors } = await post({ query: write(root) }, { authorization: key });
      const message = `Not Authorized to access ${root.field.name} on type ${root.type}`;
      expect(errors).toMatchObject([{ errorType: 'Unauthorized', message }]);
    },
  );

  it.each(rootFields.filter(({ type }) => type === 'Subscription').map((root) => [root.field.name, root] as const))(
    'opens Subscription.%s',
    async (_, root) => {
      expect(isOpen(root)).toBe(true);
      const { endpoint } = api;
      const realtimeEndpoint = realtimeEndpointOf(endpoint);
      const connection = { endpoint, realtimeEndpoint, key, fetch, timeoutMs: 10_000, retries: 0, wait: waitFor };
      const enough = new AbortController();
      const told: string[] = [];
      const listening = listen(
        connection,
        JSON.stringify({ query: write(root) }),
        ({ kind }) => {
          told.push(kind);
          enough.abort(new Error('Enough.'));
        },
        enough.signal,
      );
      await expect(listening).rejects.toThrow('Enough.');
      expect(told).toEqual(['begun']);
    },
  );
});
