import { OUTPUTS } from '../../contract/settings.ts';
import { openBucket, type Bucket } from '../../store/bucket.ts';
import type { SignedApi } from '../../store/signed-call.ts';
import { openTable, type Table } from '../../store/table.ts';
import { resolvePath, type Surroundings } from '../command.ts';
import type { HostReady } from '../laptop/host-file.ts';
import { readDeployment, readLaptop, requireOutput } from './deployment.ts';

/** The table Clients of a host that is up. */
export function openClientsTable(host: HostReady): Table {
  return openTable(requireOutput(host.outputs, 'clientsTable', 'the laptop host'), laptopConfig(host));
}

type LaptopConfig = ReturnType<typeof laptopConfig>;

/** How the tables of the laptop host are reached. */
function laptopConfig({ aws: { accessKeyId, secretAccessKey, region, endpoints } }: HostReady) {
  return { region, endpoint: endpoints.dynamodb, credentials: { accessKeyId, secretAccessKey } };
}

/** Where keys are kept, and the API that they open. */
export interface KeyStore {
  clients: Table;
  /** How many wines each client has asked about; null where the deployment is from before that was counted. */
  usage: Table | null;
  api: SignedApi;
}

/** The keys of the laptop host that keeps its files in that folder. Errors: CommandError where there is none. */
export async function findKeysOnLaptop(folder: string): Promise<KeyStore> {
  const host = await readLaptop(folder);
  return createKeyStore(openClientsTable(host), host.outputs, host.endpoint, laptopConfig(host));
}

/**
 * The keys of a deployment, by the file that `cdk deploy --outputs-file` writes. Credentials are found as the AWS CLI
 * finds them.
 */
export async function findKeysOnAws(path: string, env: Surroundings['env']): Promise<KeyStore> {
  const { outputs, region } = await readDeployment(path, env);
  const clients = openTable(requireOutput(outputs, 'clientsTable', path), { region });
  return createKeyStore(clients, outputs, requireOutput(outputs, 'endpoint', path), { region });
}

/** The API is called in the name of whoever reads the table. */
function createKeyStore(
  clients: Table,
  { [OUTPUTS.usageTable]: usage }: Record<string, string>,
  endpoint: string,
  config: LaptopConfig | { region: string },
): KeyStore {
  const api = { endpoint, region: config.region, credentials: clients.dynamo.config.credentials };
  return { clients, usage: usage === undefined ? null : openTable(usage, config), api };
}

/** The bucket of datasets and model versions: of a deployment whose outputs are named, else of the laptop host. */
export async function findModelBucket(
  options: { outputs?: string | undefined; data?: string | undefined },
  surroundings: Surroundings,
): Promise<Bucket> {
  if (options.outputs !== undefined) {
    const path = resolvePath(options.outputs, '', surroundings);
    const { outputs, region } = await readDeployment(path, surroundings.env);
    return openBucket(requireOutput(outputs, 'modelBucket', path), { region });
  }
  const { outputs, aws } = await readLaptop(resolvePath(options.data, '.local', surroundings));
  const { accessKeyId, secretAccessKey, region, endpoints } = aws;
  return openBucket(requireOutput(outputs, 'modelBucket', 'the laptop host'), {
    region,
    endpoint: endpoints.s3,
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: true,
  });
}
