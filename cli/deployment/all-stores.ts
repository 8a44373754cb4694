import { OUTPUTS } from '../../contract/settings.ts';
import { openBucket, type Bucket } from '../../store/bucket.ts';
import { openTable, type Table } from '../../store/table.ts';
import { CommandError, resolvePath, type Surroundings } from '../command.ts';
import { readDeployment, readLaptop, requireOutput } from './deployment.ts';

/** Everything that a deployment, or the laptop host, has stored. */
export interface Stores {
  predictions: Table;
  clients: Table;
  models: Table;
  /** Undefined where the stack is of a release that counted no use. */
  usage: Table | undefined;
  bucket: Bucket;
  /** Opens another table of the same place. */
  openTable: (name: string) => Table;
}

/** The options that name them. */
export const STORES_OPTIONS = { outputs: { type: 'string' }, data: { type: 'string' } } as const;

/** What --help says of those. */
export const STORES_HELP = `  --outputs FILE   of a deployment: FILE is what npm run deploy -- --outputs-file FILE writes; of several stacks
                   in it, FILE#Terroir-staging names one. Credentials are found as the AWS CLI finds them
  --data FOLDER    of the laptop host that keeps its files there: .local unless told`;

/** Opens what the options name. Errors: CommandError where there is no such host or deployment. */
export async function openStores(
  options: { outputs?: string | undefined; data?: string | undefined },
  surroundings: Surroundings,
): Promise<Stores> {
  if (options.outputs !== undefined) {
    const path = resolvePath(options.outputs, '', surroundings);
    const { outputs, region } = await readDeployment(path, surroundings.env);
    return nameStores(outputs, path, {
      table: (name) => openTable(name, { region }),
      bucket: (name) => openBucket(name, { region }),
    });
  }
  const { outputs, aws } = await readLaptop(resolvePath(options.data, '.local', surroundings));
  const { accessKeyId, secretAccessKey, region, endpoints } = aws;
  const access = { region, credentials: { accessKeyId, secretAccessKey } };
  return nameStores(outputs, 'the laptop host', {
    table: (name) => openTable(name, { ...access, endpoint: endpoints.dynamodb }),
    bucket: (name) => openBucket(name, { ...access, endpoint: endpoints.s3, forcePathStyle: true }),
  });
}

function nameStores(
  outputs: Record<string, string>,
  place: string,
  open: { table: (name: string) => Table; bucket: (name: string) => Bucket },
): Stores {
  const usage = outputs[OUTPUTS.usageTable];
  return {
    predictions: open.table(requireOutput(outputs, 'predictionsTable', place)),
    clients: open.table(requireOutput(outputs, 'clientsTable', place)),
    models: open.table(requireOutput(outputs, 'modelsTable', place)),
    usage: usage === undefined ? undefined : open.table(usage),
    bucket: open.bucket(requireOutput(outputs, 'modelBucket', place)),
    openTable: open.table,
  };
}

/** What went wrong with a store, in words that say what to do; what is not about stores as it is. */
export function explainStoreFault(error: unknown, isOnAws: boolean): unknown {
  if (error instanceof CommandError || !(error instanceof Error)) return error;
  const cause = error.cause instanceof Error ? error.cause : error;
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
  const isOfStores = '$metadata' in cause || error.name === 'StoreUnavailable' || code !== undefined;
  if (!isOfStores) return error;
  const advice = isOnAws
    ? 'Check the AWS credentials and AWS_REGION, then repeat the command: it goes on where it was.'
    : 'Is the host running? Start it (npm start), then repeat the command: it goes on where it was.';
  return new CommandError(`The tables or the bucket could not be used (${code ?? cause.message}). ${advice}`, 1, error);
}
