import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import dynalite from 'dynalite';
import { createCaller } from '../../../../packages/appsync-host/dynamodb/client.ts';
import { createAuthority } from '../../../../packages/appsync-host/iam/authority.ts';
import type { CallDynamodb } from '../../../../packages/appsync-host/service-calls.ts';

export interface TestTable {
  dynamodb: CallDynamodb;
  /** Every call made so far: its action and body. */
  calls: { action: string; body: Record<string, unknown> }[];
  close: () => void;
}

/** An engine in memory with the table `Wines`: partition key `cellar`, sort key `id`. */
export async function openTable(): Promise<TestTable> {
  const server = dynalite({ createTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const call = createCaller(
    `http://127.0.0.1:${port}`,
    createAuthority({ accessKeyId: 'test', secretAccessKey: 'test' }),
  );
  await call('CreateTable', {
    TableName: 'Wines',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'cellar', AttributeType: 'S' },
      { AttributeName: 'id', AttributeType: 'N' },
    ],
    KeySchema: [
      { AttributeName: 'cellar', KeyType: 'HASH' },
      { AttributeName: 'id', KeyType: 'RANGE' },
    ],
  });
  while (!JSON.stringify(await call('DescribeTable', { TableName: 'Wines' })).includes('ACTIVE'));
  const calls: TestTable['calls'] = [];
  return {
    dynamodb: (action, body) => {
      calls.push({ action, body: body as Record<string, unknown> });
      return call(action, body);
    },
    calls,
    close: () => server.close(),
  };
}
