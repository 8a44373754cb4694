import { describe, expect, test, vi } from 'vitest';
import type { ApiDefinition } from '../../../../../packages/appsync-host/appsync/definition.ts';
import type { FieldContext } from '../../../../../packages/appsync-host/resolver/field.ts';
import type { InvokeLambda } from '../../../../../packages/appsync-host/service-calls.ts';
import { createFieldRunner } from '../../../../../packages/appsync-host/resolver/runner.ts';
import { apiKey, giveOutcome, serveApi } from '../api-over-http.ts';
import { addNote, serveBoard } from './board.ts';
import { headerProtocol, joinSocket, realtimeUrl } from './socket.ts';

const watch = 'subscription { onNote { id } }';

/** What a board answers to a start. */
async function startOn(
  query: string,
  variables: object = {},
  ...parameters: Parameters<typeof serveBoard>
): Promise<unknown> {
  const socket = await joinSocket(realtimeUrl(await serveBoard(...parameters)));
  const { type, payload } = await socket.start(query, { variables });
  return type === 'start_ack' ? type : payload?.errors;
}

describe('a start is refused', () => {
  test.each([
    ['{ note(id: 1) { id } }', 'query not supported through the realtime channel'],
    ['mutation { forgetNote(id: 1) { id } }', 'mutation not supported through the realtime channel'],
  ])('for %s', async (query, message) => {
    expect(await startOn(query)).toEqual([{ errorType: 'UnsupportedOperation', message }]);
  });

  test('for what is not GraphQL', async () => {
    const message = 'Unable to parse GraphQL query.';
    expect(await startOn('subscription {')).toEqual([{ errorType: 'MalformedHttpRequestException', message }]);
  });

  test('for data that is not a text', async () => {
    const socket = await joinSocket(realtimeUrl(await serveBoard()));
    const authorization = { host: 'h', 'x-api-key': apiKey };
    socket.send({ type: 'start', id: 's1', payload: { data: { query: watch }, extensions: { authorization } } });
    expect(await socket.next()).toMatchObject({ id: 's1', type: 'error' });
  });

  test.each([
    [
      'subscription { onNoted { id } }',
      "Validation error of type FieldUndefined: Field 'onNoted' in type 'Subscription' is undefined @ 'onNoted'",
    ],
    [
      'subscription { onNote(place: 1) { id } }',
      "Validation error of type UnknownArgument: Unknown field argument place @ 'onNote'",
    ],
    [
      'subscription ($c: Colour!) { onNote(colour: $c) { id } }',
      "Variable 'c' has coerced Null value for NonNull type 'Colour!'",
    ],
  ])('for %s, by the message alone', async (query, message) => {
    expect(await startOn(query)).toEqual([{ message }]);
  });

  test('for two fields at once', async () => {
    expect(await startOn('subscription { onNote { id } onAdded { id } }')).toHaveLength(1);
  });

  test('when the resolver says util.error or util.unauthorized', async () => {
    const refuse = (errorType: string, message: string) => () =>
      giveOutcome({ errors: [{ errorType, message, data: null, errorInfo: { field: 'board' } }] });
    const resolvers = { 'Subscription.onNote': refuse('InvalidInput', 'No such board.') };
    expect(await startOn(watch, {}, resolvers)).toEqual([{ errorType: 'InvalidInput', message: 'No such board.' }]);
  });

  test('when the resolver takes longer than a request may', async () => {
    const resolvers = { 'Subscription.onNote': () => new Promise(() => {}) };
    const errors = await startOn(watch, {}, resolvers, {}, { requestTimeoutMs: 20 });
    expect(errors).toEqual([{ errorType: 'ExecutionTimeout', message: 'Execution timed out.' }]);
  });

  test('when the host itself fails, which the terminal is told', async () => {
    const warn = vi.fn();
    const invoke: InvokeLambda = () => Promise.reject(new Error('no process'));
    const authorizer = { functionName: 'guard', resultTtlSeconds: 0 };
    const definition: Partial<ApiDefinition> = { additionalAuth: [{ type: 'AWS_LAMBDA', authorizer }] };
    const socket = await joinSocket(realtimeUrl(await serveBoard({}, definition, { warn, invoke })));
    const authorization = { host: 'h', authorization: 'key-a' };
    expect(await socket.start(watch, { authorization })).toMatchObject({
      type: 'error',
      payload: { errors: [{ errorType: 'InternalFailure' }] },
    });
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('no process'));
  });
});

describe('access', () => {
  const guarded = `
    type Query { a: String }
    type Secret @aws_lambda @aws_api_key { word: String, hint: String @aws_lambda }
    type Mutation { tell: Secret @aws_lambda }
    type Subscription {
      onTold: Secret @aws_lambda @aws_subscribe(mutations: ["tell"])
      onOpen: Secret @aws_lambda @aws_api_key @aws_subscribe(mutations: ["tell"])
    }
  `;
  const authorization = { host: 'h', authorization: 'key-a' };

  /** The key may do what is marked so; the token may not have what `deniedFields` says. */
  async function serveGuarded(deniedFields: string[] = []) {
    const payload = { isAuthorized: true, deniedFields };
    const authorizer = { functionName: 'guard', resultTtlSeconds: 0 };
    const resolvers = { 'Mutation.tell': () => ({ word: 'w', hint: 'h' }) };
    const additionalAuth: ApiDefinition['additionalAuth'] = [{ type: 'AWS_LAMBDA', authorizer }];
    const api = await serveApi(guarded, resolvers, { additionalAuth }, { invoke: () => Promise.resolve({ payload }) });
    return { api, socket: await joinSocket(realtimeUrl(api), ['graphql-ws', headerProtocol(authorization)]) };
  }

  const refused = {
    type: 'error',
    payload: {
      errors: [{ errorType: 'Unauthorized', message: 'Not Authorized to access onTold on type Subscription' }],
    },
  };

  test('to a subscription is what its directives say', async () => {
    const { socket } = await serveGuarded();
    expect(await socket.start('subscription { onTold { word } }')).toMatchObject(refused);
    expect(await socket.start('subscription { onTold { word } }', { authorization })).toMatchObject({
      type: 'start_ack',
    });
  });

  test('is denied by the authorizer whatever they say', async () => {
    const { socket } = await serveGuarded(['Subscription.onTold']);
    expect(await socket.start('subscription { onTold { word } }', { authorization })).toMatchObject(refused);
  });

  test('to the fields of an event is each subscriber’s own', async () => {
    const { api, socket } = await serveGuarded();
    await socket.start('subscription { onOpen { word hint } }');
    await socket.start('subscription { onOpen { word hint } }', { id: 's2', authorization });
    await api.post({ query: 'mutation { tell { word hint } }' }, { authorization: 'key-a' });
    expect((await socket.next()).payload).toEqual({
      data: { onOpen: { word: 'w', hint: null } },
      errors: [
        {
          path: ['onOpen', 'hint'],
          data: null,
          errorType: 'Unauthorized',
          errorInfo: null,
          locations: [{ line: 1, column: 30, sourceName: null }],
          message: 'Not Authorized to access hint on type Secret',
        },
      ],
    });
    expect((await socket.next()).payload).toEqual({ data: { onOpen: { word: 'w', hint: 'h' } } });
  });
});

describe('the resolver of a subscription', () => {
  test('is run once, at the start, with arguments, identity and headers', async () => {
    const resolver = vi.fn<(context: FieldContext) => null>(() => null);
    const api = await serveBoard({ 'Subscription.onNote': resolver });
    const socket = await joinSocket(realtimeUrl(api));
    const authorization = { host: 'h', 'X-Api-Key': apiKey, 'x-amz-user-agent': 'test' };
    const query = 'subscription Watch($b: String) { onNote(board: $b, rank: 1) { id author { name } } }';
    await socket.start(query, { variables: { b: 'home' }, authorization });
    await addNote(api);
    expect(await socket.isQuiet()).toBe(true);
    expect(resolver).toHaveBeenCalledExactlyOnceWith({
      arguments: { board: 'home', rank: 1 },
      identity: null,
      source: null,
      request: {
        headers: expect.objectContaining({ host: 'h', 'x-amz-user-agent': 'test', upgrade: 'websocket' }) as object,
        domainName: null,
      },
      info: {
        fieldName: 'onNote',
        parentTypeName: 'Subscription',
        variables: { b: 'home' },
        selectionSetList: ['id', 'author', 'author/name'],
        selectionSetGraphQL: expect.any(String) as string,
      },
      env: {},
    });
    expect(Object.keys(resolver.mock.calls[0]![0].request.headers).join()).not.toContain('sec-websocket');
  });

  test('gives a value that goes nowhere', async () => {
    const api = await serveBoard({ 'Subscription.onNote': () => ({ id: 5 }) });
    const socket = await joinSocket(realtimeUrl(api));
    expect(await socket.start('subscription { onNote { id text } }')).toMatchObject({ type: 'start_ack' });
    expect(await socket.isQuiet()).toBe(true);
  });

  test('sets a filter that stands instead of the arguments', async () => {
    const subscriptionFilter = {
      filterGroup: [
        {
          filters: [
            { fieldName: 'rank', operator: 'ge', value: 7 },
            { fieldName: 'board', operator: 'eq', value: 'home' },
          ],
        },
        { filters: [{ fieldName: 'colour', operator: 'in', value: ['RED'] }] },
      ],
    };
    const api = await serveBoard({ 'Subscription.onNote': () => giveOutcome({ subscriptionFilter }) });
    const socket = await joinSocket(realtimeUrl(api));
    await socket.start('subscription { onNote(board: "elsewhere") { text } }');
    await addNote(api, { rank: 7, board: 'home', text: 'first group' });
    await addNote(api, { rank: 6, board: 'home', text: 'neither' });
    await addNote(api, { rank: 9, board: 'work', text: 'neither' });
    await addNote(api, { colour: 'RED', text: 'second group' });
    expect((await socket.next()).payload).toEqual({ data: { onNote: { text: 'first group' } } });
    expect((await socket.next()).payload).toEqual({ data: { onNote: { text: 'second group' } } });
    expect(await socket.isQuiet()).toBe(true);
  });

  test('that sets null as its filter leaves it to the arguments', async () => {
    const api = await serveBoard({ 'Subscription.onNote': () => giveOutcome({ subscriptionFilter: null }) });
    const socket = await joinSocket(realtimeUrl(api));
    await socket.start('subscription { onNote(board: "home") { text } }');
    await addNote(api, { board: 'work' });
    expect(await socket.isQuiet()).toBe(true);
  });

  test('that sets a filter AppSync would not take is an error at the start', async () => {
    const filters = Array.from({ length: 6 }, () => ({ fieldName: 'rank', operator: 'eq', value: 1 }));
    const resolver = () => giveOutcome({ subscriptionFilter: { filterGroup: [{ filters }] } });
    const message = 'Invalid subscription filter. filters has more than 5 elements.';
    expect(await startOn(watch, {}, { 'Subscription.onNote': resolver })).toEqual([
      { errorType: 'BadRequestException', message },
    ]);
  });

  test('may be code as it is deployed', async () => {
    const code = `
      import { extensions, util } from '@aws-appsync/utils';
      export function request() { return { payload: null }; }
      export function response(ctx) {
        if (ctx.args.board === 'private') util.unauthorized();
        extensions.setSubscriptionFilter(util.transform.toSubscriptionFilter({ rank: { gt: ctx.args.rank } }));
        return null;
      }`;
    const definition = { typeName: 'Subscription', fieldName: 'onNote', kind: 'UNIT' as const, code };
    const runner = createFieldRunner({
      definitions: [{ ...definition, dataSource: { name: 'none', type: 'NONE' } }],
      dynamodb: () => Promise.reject(new Error('not here')),
      invoke: () => Promise.reject(new Error('not here')),
      tokenKey: new Uint8Array(32),
    });
    const run = (context: FieldContext) => runner.run('Subscription', 'onNote', context).then(giveOutcome);
    const api = await serveBoard({ 'Subscription.onNote': run });
    const socket = await joinSocket(realtimeUrl(api));
    expect((await socket.start('subscription { onNote(board: "private") { id } }')).payload?.errors).toEqual([
      { errorType: 'Unauthorized', message: 'Not Authorized to access onNote on type Subscription' },
    ]);
    expect(await socket.start('subscription { onNote(rank: 3) { rank } }')).toMatchObject({ type: 'start_ack' });
    await addNote(api, { rank: 3 });
    await addNote(api, { rank: 4 });
    expect((await socket.next()).payload).toEqual({ data: { onNote: { rank: 4 } } });
  });
});
