import { openBucket, type Bucket } from '../../store/bucket.ts';
import { openTable, type Table } from '../../store/table.ts';
import { resolvePath, type Surroundings } from '../command.ts';
import type { HostReady } from '../laptop/host-file.ts';
import { readDeployment, readLaptop, requireOutput } from './deployment.ts';

/** The table Clients of a host that is up. */
export function openClientsTable({ outputs, aws }: HostReady): Table {
  const { accessKeyId, secretAccessKey, region, endpoints } = aws;
  return openTable(requireOutput(outputs, 'clientsTable', 'the laptop host'), {
    region,
    endpoint: endpoints.dynamodb,
    credentials: { accessKeyId, secretAccessKey },
  });
}

/** The table Clients of the laptop host that keeps its files in that folder. */
export async function findClientsOnLaptop(folder: string): Promise<Table> {
  return openClientsTable(await readLaptop(folder));
}

/**
 * The table Clients of a deployment, by the file that `cdk deploy --outputs-file` writes. Credentials are found as the
 * AWS CLI finds them.
 */
export async function findClientsOnAws(path: string, env: Surroundings['env']): Promise<Table> {
  const { outputs, region } = await readDeployment(path, env);
  return openTable(requireOutput(outputs, 'clientsTable', path), { region });
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
