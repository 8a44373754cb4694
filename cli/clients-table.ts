import { readFile } from 'node:fs/promises';
import { openTable, type Table } from '../store/table.ts';
import { CommandError, type Surroundings } from './command.ts';
import { readHostFile, type HostReady } from './host-file.ts';

/** The table Clients of a host that is up. */
export function openClientsTable({ outputs, aws }: HostReady): Table {
  const { accessKeyId, secretAccessKey, region, endpoints } = aws;
  return openTable(nameOf(outputs, 'the laptop host'), {
    region,
    endpoint: endpoints.dynamodb,
    credentials: { accessKeyId, secretAccessKey },
  });
}

/** The table Clients of the laptop host that keeps its files in that folder. */
export async function findClientsOnLaptop(folder: string): Promise<Table> {
  const host = await readHostFile(folder);
  if (host) return openClientsTable(host);
  throw new CommandError(`There is no host.json in ${folder}. Run npm start first, or name a deployment by --outputs.`);
}

/**
 * The table Clients of a deployment, by the file that `cdk deploy --outputs-file` writes. Credentials are found as the
 * AWS CLI finds them; so is the region, unless the endpoint tells it.
 */
export async function findClientsOnAws(path: string, env: Surroundings['env']): Promise<Table> {
  const outputs = await readOutputs(path);
  const region = /\.([a-z0-9-]+)\.amazonaws\.com/.exec(outputs['Endpoint'] ?? '')?.[1] ?? env['AWS_REGION'];
  if (region === undefined) throw new CommandError(`Set AWS_REGION: ${path} does not tell where the stack is.`);
  return openTable(nameOf(outputs, path), { region });
}

async function readOutputs(path: string): Promise<Record<string, string>> {
  const text = await readFile(path, 'utf8').catch((error: Error) => {
    throw new CommandError(`${path} cannot be read (${error.message}). Make it: npm run deploy -- --outputs-file FILE`);
  });
  try {
    return (JSON.parse(text) as Record<string, Record<string, string>>)['Terroir'] ?? {};
  } catch (error) {
    throw new CommandError(`${path} is not what cdk deploy --outputs-file writes.`, 1, error);
  }
}

function nameOf(outputs: Record<string, string>, place: string): string {
  const name = outputs['ClientsTableName'];
  if (name === undefined) throw new CommandError(`${place} has no output ClientsTableName of the stack Terroir.`);
  return name;
}
