import { OUTPUTS } from '../../contract/settings.ts';
import type { Bucket } from '../../store/s3/bucket.ts';
import type { Table } from '../../store/dynamodb/table.ts';
import { CommandError, type Surroundings } from '../command.ts';
import { openPlace, type PlaceOptions } from './place.ts';

/** Everything that a deployment, or the laptop host, has stored. */
export interface Stores {
  predictions: Table;
  clients: Table;
  models: Table;
  /** Undefined where the stack is of a release that counted no use. */
  usage: Table | undefined;
  /** Jobs that answer files; undefined where the stack is of a release that answered none. */
  jobs?: Table | undefined;
  bucket: Bucket;
  /** Uploads, and what jobs write; undefined where the stack is of a release that answered no files. */
  files?: Bucket | undefined;
  /** Opens another table of the same place. */
  openTable: (name: string) => Table;
}

/** What --help says of the options that name a place. */
export const STORES_HELP = `  --outputs FILE   of a deployment: FILE is what npm run deploy -- --outputs-file FILE
                   writes; of several stacks in it, FILE#Terroir-staging names one. Credentials are found as the AWS CLI
                   finds them
  --data FOLDER    of the laptop host that keeps its files there: .local unless told`;

/** Opens what the options name. Errors: CommandError where there is no such host or deployment. */
export async function openStores(options: PlaceOptions, surroundings: Surroundings): Promise<Stores> {
  const place = await openPlace(options, surroundings);
  const { [OUTPUTS.usageTable]: usage, [OUTPUTS.jobsTable]: jobs, [OUTPUTS.fileBucket]: files } = place.outputs;
  return {
    predictions: place.openTable(place.output('predictionsTable')),
    clients: place.openTable(place.output('clientsTable')),
    models: place.openTable(place.output('modelsTable')),
    usage: usage === undefined ? undefined : place.openTable(usage),
    jobs: jobs === undefined ? undefined : place.openTable(jobs),
    bucket: place.openBucket(place.output('modelBucket')),
    files: files === undefined ? undefined : place.openBucket(files),
    openTable: place.openTable,
  };
}

/** Does something with the stores that the options name; brings the exit code. Errors: CommandError, whatever fails. */
export async function withStores(
  options: PlaceOptions,
  surroundings: Surroundings,
  act: (stores: Stores) => Promise<number>,
): Promise<number> {
  const stores = await openStores(options, surroundings);
  try {
    return await act(stores);
  } catch (error) {
    throw explainStoreFault(error, options.outputs !== undefined);
  }
}

/** What went wrong with a store, in words that say what to do; what is not about stores as it is. */
function explainStoreFault(error: unknown, isOnAws: boolean): unknown {
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
