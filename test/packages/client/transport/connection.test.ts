import { expect, it } from 'vitest';
import { realtimeEndpointOf } from '../../../../packages/client/transport/connection.ts';

it.each([
  [
    'https://abc.appsync-api.eu-west-1.amazonaws.com/graphql',
    'wss://abc.appsync-realtime-api.eu-west-1.amazonaws.com/graphql',
  ],
  [
    'https://abc.appsync-api.cn-north-1.amazonaws.com.cn/graphql',
    'wss://abc.appsync-realtime-api.cn-north-1.amazonaws.com.cn/graphql',
  ],
  ['https://wine.example/graphql', 'wss://wine.example/graphql/realtime'],
  ['https://abc.appsync-api.example/graphql', 'wss://abc.appsync-api.example/graphql/realtime'],
  ['HTTP://localhost:4000/graphql', 'ws://localhost:4000/graphql/realtime'],
])('the events of %s come from %s', (endpoint, realtimeEndpoint) => {
  expect(realtimeEndpointOf(endpoint)).toBe(realtimeEndpoint);
});
