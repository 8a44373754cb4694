import type { Output } from '../../contract/settings.ts';
import { openBucket, type Bucket } from '../../store/s3/bucket.ts';
import { openTable, type Table } from '../../store/dynamodb/table.ts';
import { CommandError, resolvePath, type Surroundings } from '../command.ts';
import type { HostReady } from '../laptop/host-file.ts';
import { readDeployment, readLaptop, requireOutput } from './deployment.ts';

/** Where a stack runs: on AWS, or on this laptop. */
export interface Place {
  /** What its outputs tell. Errors: CommandError where it is not among them. */
  output: (name: Output) => string;
  /** What its outputs tell, by the name that the stack gives it; undefined where it is of a release without. */
  outputs: Readonly<Record<string, string | undefined>>;
  region: string;
  openTable: (name: string) => Table;
  openBucket: (name: string) => Bucket;
}

/** The options of commands that name a place. */
export const PLACE_OPTIONS = { outputs: { type: 'string' }, data: { type: 'string' } } as const;

/** The values of those options. */
export interface PlaceOptions {
  outputs?: string | undefined;
  data?: string | undefined;
}

/**
 * The place that the options name. Errors: CommandError where there is no such host or deployment, with exit code 2
 * where they name one of each.
 */
export async function openPlace(options: PlaceOptions, surroundings: Surroundings): Promise<Place> {
  refuseTwoPlaces(options);
  if (options.outputs !== undefined) return openAws(resolvePath(options.outputs, '', surroundings), surroundings.env);
  return openLaptop(await readLaptop(resolvePath(options.data, '.local', surroundings)));
}

/** Errors: CommandError with exit code 2 where a deployment and a laptop host are named. */
export function refuseTwoPlaces({ outputs, data }: PlaceOptions): void {
  if (outputs === undefined || data === undefined) return;
  throw new CommandError('--outputs names a deployment and --data a laptop host: give one of the two.', 2);
}

/** A laptop host that is up. */
export function openLaptop({ outputs, aws }: HostReady): Place {
  const { accessKeyId, secretAccessKey, region, endpoints } = aws;
  const access = { region, credentials: { accessKeyId, secretAccessKey } };
  return {
    output: (name) => requireOutput(outputs, name, 'the laptop host'),
    outputs,
    region,
    openTable: (name) => openTable(name, { ...access, endpoint: endpoints.dynamodb }),
    openBucket: (name) => openBucket(name, { ...access, endpoint: endpoints.s3, forcePathStyle: true }),
  };
}

/**
 * A deployment, by the file that `cdk deploy --outputs-file` writes. Credentials are found as the AWS CLI finds them.
 * Errors: CommandError where there is none.
 */
export async function openAws(path: string, env: Surroundings['env']): Promise<Place> {
  const { outputs, region } = await readDeployment(path, env);
  return {
    output: (name) => requireOutput(outputs, name, path),
    outputs,
    region,
    openTable: (name) => openTable(name, { region }),
    openBucket: (name) => openBucket(name, { region }),
  };
}
