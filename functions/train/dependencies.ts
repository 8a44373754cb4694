import type { Bucket } from '../../store/bucket.ts';
import type { Table } from '../../store/table.ts';
import type { MakeVersion } from './job.ts';
import type { Telling } from '../publish.ts';

/** What a run is conducted with. */
export interface Dependencies extends Telling {
  models: Table;
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
  /** A new ULID. */
  newId: () => string;
}

/** How long a table is given for one read or write. */
export const PATIENCE_MS = 10_000;
