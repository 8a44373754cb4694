import type { HostReady } from '../../cli/laptop/host-file.ts';

/** What a host would say when it is up, with the tables of a DynamoDB of the test's own. */
export function readyMessage(dynamodb: string): HostReady {
  return {
    endpoint: 'http://localhost:4000/graphql',
    realtimeEndpoint: 'ws://localhost:4000/graphql/realtime',
    graphiql: 'http://localhost:4000/graphiql',
    outputs: { ClientsTableName: 'Clients', UsageTableName: 'Usage' },
    aws: {
      region: 'us-east-1',
      accessKeyId: 'test',
      secretAccessKey: 'test',
      endpoints: { dynamodb, s3: 'http://127.0.0.1:9' },
    },
  };
}
