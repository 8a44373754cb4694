import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { paginateQuery } from '@aws-sdk/lib-dynamodb';
import { issueKey, type KeyRequest } from '../../../store/clients/issue-key.ts';
import { SCOPES } from '../../../contract/root-fields.ts';
import { type Output, OUTPUTS } from '../../../contract/settings.ts';
import type { StoredPrediction } from '../../../contract/stored/prediction.ts';
import { type Host, type HostOptions, type HostOutput, startHost } from '../../../packages/appsync-host/host.ts';
import { createClient, type Client, type ClientOptions } from '../../../packages/client/client.ts';
import { type Bucket, openBucket } from '../../../store/s3/bucket.ts';
import { openTable, type Table } from '../../../store/dynamodb/table.ts';
import { descendantsOf } from '../../cli/spawned.ts';
import { startProxy, type Proxy } from './proxy.ts';

/** A laptop host whose functions reach DynamoDB and S3 through proxies. Tests read what is stored without them. */
export interface FaultyHost {
  dynamodb: Proxy;
  s3: Proxy;
  /** A client with a history of its own; it tries nothing again unless told to. */
  connect(options?: Partial<ClientOptions>, key?: Partial<KeyRequest>): Promise<FaultyClient>;
  /** The addresses of the API and of CloudWatch. */
  endpoint: string;
  cloudwatch: string;
  /** How an AWS SDK reaches the host, not through the proxies. */
  aws: Host['aws'];
  bucket: Bucket;
  models: Table;
  /** Ends every process of a function, `Predict`, without warning; returns how many. Linux only. */
  kill(functionName: string): Promise<number>;
  close(): Promise<void>;
}

/** A client, and what is recorded of its predictions. */
export interface FaultyClient extends Client {
  /** Stands in every request to the table of predictions that is made for it. */
  clientId: string;
  key: string;
  /** Stands in the request by which its key is checked. */
  keyHash: string;
  recorded(): Promise<StoredPrediction[]>;
}

const CDK_OUT = join(import.meta.dirname, '../../../cdk.out');

/** Where the template is made: nowhere, for an API that is deployed. */
export const hasTemplate = process.env['ENDPOINT'] === undefined;

/** Processes are looked up in /proc. */
export const canKill = process.platform === 'linux';

export async function startFaultyHost({
  warn = () => undefined,
  ...options
}: Partial<Pick<HostOptions, 'cdkOut' | 'clockByHand' | 'schedules'>> &
  Pick<HostOutput, 'warn'> = {}): Promise<FaultyHost> {
  const folder = await mkdtemp(join(tmpdir(), 'terroir-faults-'));
  const dynamodb = await startProxy({ keys: () => host.aws });
  const s3 = await startProxy();
  const functionEndpoints = { dynamodb: dynamodb.endpoint, s3: s3.endpoint };
  const parts = { cdkOut: CDK_OUT, stateFolder: folder, functionEndpoints, ...options };
  const host = await startHost(parts, { warn });
  dynamodb.target = host.aws.endpoints.dynamodb;
  s3.target = host.aws.endpoints.s3;
  const { region, accessKeyId, secretAccessKey } = host.aws;
  const config = { region, credentials: { accessKeyId, secretAccessKey } };
  const open = (output: Output): Table =>
    openTable(host.outputs[OUTPUTS[output]] ?? '', { ...config, endpoint: host.aws.endpoints.dynamodb });
  const [clients, predictions] = [open('clientsTable'), open('predictionsTable')];
  const s3Config = { ...config, endpoint: host.aws.endpoints.s3, forcePathStyle: true };
  await host.warm();
  return {
    dynamodb,
    s3,
    models: open('modelsTable'),
    bucket: openBucket(host.outputs[OUTPUTS.modelBucket] ?? '', s3Config),
    endpoint: host.endpoint,
    cloudwatch: host.aws.endpoints.cloudwatch,
    aws: host.aws,
    connect: async (clientOptions = {}, request = {}) => {
      const { key, client } = await issueKey(clients, { name: 'A test', scopes: SCOPES, ...request });
      const { endpoint } = host;
      const connected = createClient({ endpoint, key, retries: 0, ...clientOptions });
      const { clientId, keyHash } = client;
      return { ...connected, clientId, key, keyHash, recorded: () => listPredictions(predictions, clientId) };
    },
    kill: async (functionName) => {
      const running = await findProcesses(functionName);
      for (const pid of running) process.kill(pid, 'SIGKILL');
      return running.length;
    },
    close: async () => {
      await host.close();
      await Promise.all([dynamodb.close(), s3.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** All that the table holds of a client, requestIds not. */
async function listPredictions({ name, dynamo }: Table, clientId: string): Promise<StoredPrediction[]> {
  const found: StoredPrediction[] = [];
  const query = {
    TableName: name,
    KeyConditionExpression: 'clientId = :clientId AND id < :requests',
    ExpressionAttributeValues: { ':clientId': clientId, ':requests': 'request#' },
    ConsistentRead: true,
  };
  for await (const { Items = [] } of paginateQuery({ client: dynamo }, query)) {
    found.push(...(Items as StoredPrediction[]));
  }
  return found;
}

async function findProcesses(functionName: string): Promise<number[]> {
  const found = descendantsOf(process.pid).map(async (pid) => {
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    return new RegExp(`(^|\0)AWS_LAMBDA_FUNCTION_NAME=[^\0]*${functionName}`).test(environment) ? [pid] : [];
  });
  return (await Promise.all(found)).flat();
}
