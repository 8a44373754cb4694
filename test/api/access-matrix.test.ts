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
import { describe, expect, it } from 'vitest';
import { SCOPES, type Scope } from '../../contract/root-fields.ts';
import type { UserScope } from '../../contract/keys.ts';
import { readAccess } from '../../docs/write-access.ts';
import { createUserToken } from '../../packages/client/transport/user-token.ts';
import { changeClient, findClient, hashKey, putClient, revokeClient } from '../../store/clients/clients.ts';
import { api, canMakeKeys, clientsTable, makeKey, post } from './api.ts';
import { FIGURE } from '../promises/reporter.ts';
import { openRealtime } from './realtime.ts';

const files = ['schema.graphql', 'packages/appsync-host/appsync.graphql'];
const sources = await Promise.all(files.map((path) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8')));
const schema = buildSchema(sources.join('\n'));

type RootType = 'Query' | 'Mutation' | 'Subscription';
interface RootField {
  type: RootType;
  field: GraphQLField<unknown, unknown>;
}

const rootFields = (['Query', 'Mutation', 'Subscription'] as const).flatMap((type) =>
  fieldsOf(type).map((field): RootField => ({ type, field })),
);
const nameOf = ({ type, field }: RootField): string => `${type}.${field.name}`;

function fieldsOf(type: RootType): GraphQLField<unknown, unknown>[] {
  const root = {
    Query: schema.getQueryType(),
    Mutation: schema.getMutationType(),
    Subscription: schema.getSubscriptionType(),
  };
  return Object.values(root[type]!.getFields());
}

/** What the table of docs/ACCESS.md says opens each field: scopes, and `none` for a key without one. */
const table = new Map(
  [...readAccess().matchAll(/^\| `(\w+\.\w+)` +\|(.*)\|$/gm)].map(([, name = '', cells = '']) => {
    const marks = cells.split('|').map((cell) => cell.trim());
    return [name, [...SCOPES, 'none' as const].filter((_, column) => marks[column] === 'yes')];
  }),
);

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

/** What came of asking for a field: it was let through, its scope kept it out, or nobody was let in at all. */
type Outcome = 'open' | 'Unauthorized' | '401' | `odd: ${string}`;

async function askOverHttp(root: RootField, authorization: string | undefined): Promise<Outcome> {
  const { status, errors } = await post({ query: write(root) }, authorization === undefined ? {} : { authorization });
  if (status === 401 && errors[0]?.errorType === 'UnauthorizedException') return '401';
  const types = [...new Set(errors.map(({ errorType }) => errorType))].join();
  const message = `Not Authorized to access ${root.field.name} on type ${root.type}`;
  if (types === 'Unauthorized' && errors[0]?.message === message) return 'Unauthorized';
  // Some are refused for what they ask; none for who asks, and none as no GraphQL.
  return status === 200 && ['', 'InvalidInput', 'NotFound'].includes(types) ? 'open' : `odd: ${JSON.stringify(errors)}`;
}

/** Connects and subscribes with it; where that connects nobody, subscribes over a connection of a key that is good. */
async function subscribe(root: RootField, key: string): Promise<Outcome> {
  const { first, start } = await openRealtime(key);
  if (first.type === 'connection_ack') return outcomeOf(await start(write(root), key));
  const theirs = await openRealtime(api.key);
  const outcome = outcomeOf(await theirs.start(write(root), key));
  return isRefusal(first) ? outcome : `odd: ${JSON.stringify(first)}`;
}

function outcomeOf(frame: { type: string; payload?: unknown }): Outcome {
  if (frame.type === 'start_ack') return 'open';
  const told = JSON.stringify(frame.payload);
  // As over HTTP: refused for what it asks, or kept out by its scope.
  if (frame.type === 'error' && told.includes('"errorType":"NotFound"')) return 'open';
  if (frame.type === 'error' && /Not Authorized to access \w+ on type Subscription/.test(told)) return 'Unauthorized';
  return isRefusal(frame) ? '401' : `odd: ${JSON.stringify(frame)}`;
}

/** A connection without any header is refused as lacking it. */
function isRefusal({ type, payload }: { type: string; payload?: unknown }): boolean {
  return type.endsWith('error') && /Unauthorized|Required headers are missing/.test(JSON.stringify(payload));
}

const ask = (root: RootField, key: string | undefined): Promise<Outcome> =>
  root.type === 'Subscription' ? subscribe(root, key ?? '') : askOverHttp(root, key);

let cellsTried = 0;

/** What comes of asking for every field, one after the other. */
async function askAll(key: string | undefined): Promise<Record<string, Outcome>> {
  const outcomes: Record<string, Outcome> = {};
  for (const root of rootFields) outcomes[nameOf(root)] = await ask(root, key);
  cellsTried += rootFields.length;
  return outcomes;
}

const expected = (outcomeOf: (opening: readonly string[]) => Outcome): Record<string, Outcome> =>
  Object.fromEntries(rootFields.map((root) => [nameOf(root), outcomeOf(table.get(nameOf(root)) ?? [])]));

const ALL = { scopes: SCOPES };

/** A key, and what is done to it before it is used. */
const KEYS_THAT_END: Record<string, () => Promise<string>> = {
  'an expired key': () => makeKey({ ...ALL, expiresAt: nowSeconds() - 1 }),
  'a suspended key': async () => {
    const key = await makeKey(ALL);
    const clients = await clientsTable();
    const client = await findClient(clients, await hashKey(key), later());
    expect(client && (await changeClient(clients, client, { state: 'suspended' }, later()))).toBe(true);
    return key;
  },
  'a revoked key': async () => {
    const key = await makeKey(ALL);
    await revokeClient(await clientsTable(), await hashKey(key), later());
    return key;
  },
};

const nowSeconds = (): number => Math.floor(Date.now() / 1000);
const later = (): number => Date.now() + 5_000;
const tokenOf = (key: string, scopes: readonly UserScope[]): Promise<string> =>
  createUserToken(key, { user: 'ann', scopes });

it('R23: the table has every root field of the schema, and no other', () => {
  expect([...table.keys()].sort()).toEqual(rootFields.map(nameOf).sort());
});

describe.runIf(canMakeKeys)('R23: every field, as the table says, over HTTP and at the start of subscriptions', () => {
  it.each([...SCOPES.map((scope) => [scope]), []])('with a key of the scope %s', async (scope?: Scope) => {
    const opens = (opening: readonly string[]): boolean => opening.includes(scope ?? 'none');
    const outcomes = await askAll(await makeKey({ scopes: scope === undefined ? [] : [scope] }));
    expect(outcomes).toEqual(expected((opening) => (opens(opening) ? 'open' : 'Unauthorized')));
  });

  it('with a key of every scope', async () => {
    const outcomes = await askAll(await makeKey(ALL));
    expect(outcomes).toEqual(expected((opening) => (opening.length > 0 ? 'open' : 'Unauthorized')));
  });

  it('with a key from before history was a scope of its own', async () => {
    const key = `trr_old${'x'.repeat(37)}`;
    const client = { keyHash: await hashKey(key), clientId: 'client-old', name: 'Old', createdAt: '2026-11-01' };
    await putClient(await clientsTable(), { ...client, scopes: ['predict'], state: 'active' }, later());
    const opens = (opening: readonly string[]): boolean => opening.includes('predict') || opening.includes('history');
    expect(await askAll(key)).toEqual(expected((opening) => (opens(opening) ? 'open' : 'Unauthorized')));
  });

  it.each(['predict', 'history', 'label'] as const)('with a token for %s, of a key of every scope', async (scope) => {
    const outcomes = await askAll(await tokenOf(await makeKey(ALL), [scope]));
    expect(outcomes).toEqual(expected((opening) => (opening.includes(scope) ? 'open' : 'Unauthorized')));
  });

  it('with a token for more than its key may', async () => {
    const outcomes = await askAll(
      await tokenOf(await makeKey({ scopes: ['predict'] }), ['predict', 'history', 'label']),
    );
    expect(outcomes).toEqual(expected((opening) => (opening.includes('predict') ? 'open' : 'Unauthorized')));
  });

  it.each(Object.keys(KEYS_THAT_END))('with %s, and with a token of it', async (name) => {
    const key = (await KEYS_THAT_END[name]?.()) ?? '';
    for (const credential of [key, await tokenOf(key, ['predict', 'history', 'label'])]) {
      expect(await askAll(credential)).toEqual(expected(() => '401'));
    }
  });

  it('with a token that another key has signed', async () => {
    const [mine, theirs] = [
      await tokenOf(await makeKey(ALL), ['predict']),
      await tokenOf(await makeKey(ALL), ['predict']),
    ];
    const forged = `${mine.slice(0, mine.lastIndexOf('.'))}${theirs.slice(theirs.lastIndexOf('.'))}`;
    expect(await askAll(forged)).toEqual(expected(() => '401'));
  });

  it.each([
    ['no key', undefined],
    ['a key that nobody has', `trr_${'y'.repeat(40)}`],
  ])('with %s', async (_, key) => {
    expect(await askAll(key)).toEqual(expected(() => '401'));
  });

  it('comes to so many cells', async ({ annotate }) => {
    const callers = cellsTried / rootFields.length;
    await annotate(`${rootFields.length} fields × ${callers} callers: ${cellsTried} cells`, FIGURE);
    expect(callers).toBe(21);
  });
});
