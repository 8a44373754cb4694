import type { Bucket } from '../../store/s3/bucket.ts';
import type { Table } from '../../store/dynamodb/table.ts';
import type { MakeVersion } from './job.ts';
import type { Settling } from '../settle-run.ts';
import type { Placing } from './place-run.ts';

/** What a run is conducted with. */
export interface Dependencies extends Settling {
  predictions: Table;
  bucket: Bucket;
  /** Id of the starter version, and its folder. */
  starterVersion: string;
  starterFolder: URL;
  /** The bundled dataset. */
  datasetFile: URL;
  /** SHA-256 of the code, in hex. */
  code: string;
  make: MakeVersion;
  /** Where runs may go from here; absent in a container, which is such a place, and where they go nowhere. */
  placing?: Placing;
  /** The job of AWS Batch that this process belongs to, and its how manieth attempt it is; absent in the function. */
  job?: { id: string; attempt: number };
  /** A new ULID. */
  newId: () => string;
}

/** How long a table is given for one read or write. */
export const PATIENCE_MS = 10_000;
