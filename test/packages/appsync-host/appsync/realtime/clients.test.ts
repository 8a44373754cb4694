/**
 * The clients that people use with AppSync, as npm has them. None can be told to use plain ws:// for an endpoint of its
 * own making; Amplify does so all the same when the endpoint's scheme is spelled in capitals, since it looks for small
 * letters to replace, and WebSocket itself takes http: for ws:.
 */
import { createRequire } from 'node:module';
import { Amplify } from 'aws-amplify';
import { generateClient } from 'aws-amplify/api';
import type * as Apollo from '@apollo/client';
import type * as AuthLink from 'aws-appsync-auth-link';
import type * as SubscriptionLink from 'aws-appsync-subscription-link';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { InvokeLambda } from '../../../../../packages/appsync-host/service-calls.ts';
import type { TestApi } from '../api-over-http.ts';
import { apiKey, credentials } from '../api-over-http.ts';
import { addNote, serveBoard } from './board.ts';

// As CommonJS: the link's build for ES modules cannot sign in Node, where it misses an export of its own dependency.
const require = createRequire(import.meta.url);
const { ApolloClient, ApolloLink, HttpLink, InMemoryCache, gql } = require('@apollo/client') as typeof Apollo;
const { createAuthLink } = require('aws-appsync-auth-link') as typeof AuthLink;
const { createSubscriptionHandshakeLink } = require('aws-appsync-subscription-link') as typeof SubscriptionLink;

const query = 'query ($id: ID!) { note(id: $id) { id text } }';
const subscription = 'subscription ($board: String) { onNote(board: $board) { id text } }';
const event = { onNote: { id: 'n1', text: 'for you' } };

/** Two busy cores, and Amplify hangs up only a second after its last subscription. */
const patient = { timeout: 20_000 };

/** What the clients and the host said to each other: `>` from the client, `<` to it. */
const heard: string[] = [];

/** The platform's own WebSocket, listened to. */
const overheard = new Proxy(WebSocket, {
  construct: (target, [url, protocols]: [string, string[]]) => {
    const socket = new target(url, protocols);
    const hear = (direction: string, text: unknown) =>
      heard.push(`${direction} ${(JSON.parse(String(text)) as { type: string }).type}`);
    socket.addEventListener('message', ({ data }) => hear('<', data));
    socket.addEventListener('close', ({ code }) => heard.push(`closed ${code}`));
    const send = socket.send.bind(socket);
    socket.send = (text) => {
      hear('>', text);
      send(text);
    };
    return socket;
  },
});

beforeEach(() => {
  heard.length = 0;
  vi.stubGlobal('WebSocket', overheard);
});

afterEach(() => {
  vi.unstubAllGlobals();
});

/** A board that a token, a signature and a key open. */
function serveOpenBoard(): Promise<TestApi> {
  const invoke: InvokeLambda = (_, payload) =>
    Promise.resolve({ payload: { isAuthorized: JSON.stringify(payload).includes('"authorizationToken":"key-a"') } });
  const authorizer = { functionName: 'guard', resultTtlSeconds: 0 };
  const modes = '@aws_api_key @aws_lambda @aws_iam';
  return serveBoard(
    {},
    { additionalAuth: [{ type: 'AWS_LAMBDA', authorizer }, { type: 'AWS_IAM' }] },
    { invoke },
    (schema) => schema.replace(/type (Author|Note|Query|Mutation|Subscription) /g, `type $1 ${modes} `),
  );
}

/** Adds a note that is not for the subscriber, and one that is. */
async function addTwo(api: TestApi): Promise<void> {
  await addNote(api, { board: 'work', text: 'not for you' });
  await addNote(api, { board: 'home', text: 'for you' });
}

const conversation = [
  '> connection_init',
  '< connection_ack',
  '< ka',
  '> start',
  '< start_ack',
  '< data',
  '> stop',
  '< complete',
];

describe('aws-amplify', () => {
  /** Amplify is configured for the whole process; its endpoint is spelled as the comment above says. */
  function configure(api: TestApi, defaultAuthMode: 'apiKey' | 'lambda' | 'iam'): void {
    const { accessKeyId, secretAccessKey, region } = credentials;
    const endpoint = api.endpoint.replace('http://127.0.0.1', 'HTTP://localhost');
    Amplify.configure(
      { API: { GraphQL: { endpoint, region, defaultAuthMode, apiKey } } },
      {
        Auth: {
          credentialsProvider: {
            getCredentialsAndIdentityId: () => Promise.resolve({ credentials: { accessKeyId, secretAccessKey } }),
            clearCredentialsAndIdentityId: () => undefined,
          },
        },
      },
    );
  }

  test.each([
    ['lambda', { authMode: 'lambda', authToken: 'key-a' }],
    ['iam', { authMode: 'iam' }],
    ['apiKey', { authMode: 'apiKey' }],
  ] as const)('asks, subscribes, receives and leaves with %s', async (mode, options) => {
    const api = await serveOpenBoard();
    configure(api, mode);
    const client = generateClient(options);
    const answer = await client.graphql({ query, variables: { id: '5' } });
    expect(answer).toMatchObject({ data: { note: { id: '5', text: 'stored' } } });

    const watching = client.graphql({ query: subscription, variables: { board: 'home' } });
    if (!('subscribe' in watching)) throw new Error('no subscription');
    const received = new Promise((resolve, reject) => {
      const subscribed = watching.subscribe({
        next: ({ data }) => {
          resolve(data);
          subscribed.unsubscribe();
        },
        error: reject,
      });
    });
    await expect.poll(() => heard, patient).toContain('< start_ack');
    await addTwo(api);
    expect(await received).toEqual(event);
    await expect.poll(() => heard, patient).toEqual([...conversation, 'closed 1000']);
  });

  test('gives up when its token is refused', async () => {
    configure(await serveOpenBoard(), 'lambda');
    const watching = generateClient({ authMode: 'lambda', authToken: 'wrong' }).graphql({ query: subscription });
    if (!('subscribe' in watching)) throw new Error('no subscription');
    const failed = new Promise((resolve, reject) => {
      watching.subscribe({ next: reject, error: resolve });
    });
    expect(JSON.stringify(await failed)).toContain('UnauthorizedException');
    expect(heard).toContain('< connection_error');
  });
});

describe('@apollo/client with aws-appsync-subscription-link', () => {
  const { accessKeyId, secretAccessKey, region } = credentials;

  test.each<[string, AuthLink.AuthOptions]>([
    ['AWS_LAMBDA', { type: 'AWS_LAMBDA', token: 'key-a' }],
    ['AWS_IAM', { type: 'AWS_IAM', credentials: { accessKeyId, secretAccessKey } }],
    ['API_KEY', { type: 'API_KEY', apiKey }],
  ])('asks, subscribes, receives and leaves with %s', async (_, auth) => {
    const api = await serveOpenBoard();
    const url = api.endpoint.replace('127.0.0.1', 'localhost');
    // What Apollo says of itself in a request's body is not part of what the auth link signs.
    const http = new HttpLink({ uri: url, enhancedClientAwareness: { transport: false } });
    const link = ApolloLink.from([
      createAuthLink({ url, region, auth }),
      createSubscriptionHandshakeLink({ url, region, auth }, http),
    ]);
    const client = new ApolloClient({ link, cache: new InMemoryCache() });
    const { data } = await client.query({ query: gql(query), variables: { id: '5' } });
    expect(data).toEqual({ note: { __typename: 'Note', id: '5', text: 'stored' } });

    const watching = client.subscribe({ query: gql(subscription), variables: { board: 'home' } });
    const received = new Promise((resolve, reject) => {
      const subscribed = watching.subscribe({
        next: (result) => {
          resolve(result.data);
          subscribed.unsubscribe();
        },
        error: reject,
      });
    });
    await expect.poll(() => heard, patient).toContain('< start_ack');
    await addTwo(api);
    expect(await received).toEqual({ onNote: { __typename: 'Note', ...event.onNote } });
    await expect.poll(() => heard, patient).toEqual(expect.arrayContaining(conversation));
    client.stop();
  });
});
